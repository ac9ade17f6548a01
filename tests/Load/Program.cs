using Messaging.Load;

switch (args)
{
    case ["broker", .. var sizes]:
        return await BrokerProgram.RunAsync([.. sizes.Select(int.Parse)]);

    case ["dispatch", .. var connectionStrings]:
        return await DispatchProgram.RunAsync(connectionStrings);

    // The other process of the program "broker".
    case ["broker-server"]:
        return await BrokerServerProgram.RunAsync();

    default:
        await Console.Error.WriteLineAsync("""
            usage: dotnet run -c Release --project tests/Load -- <program>

              broker [connections ...]   deliveries a second, latency and memory of the embedded broker
                                         (default 100 1000 5000)
              dispatch [connection ...]  from commit to publisher: SQLite, or these PostgreSQL databases
            """);
        return 2;
}
