using Messaging.Load;
using Messaging.Load.Compare;

try
{
    return await RunAsync();
}
catch (FormatException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}

async Task<int> RunAsync()
{
    switch (args)
    {
        case ["compare", .. var options]:
            return await CompareProgram.RunAsync(new LoadOptions(options), isMixed: false);

        case ["mixed", .. var options]:
            return await CompareProgram.RunAsync(new LoadOptions(options), isMixed: true);

        case ["groups", .. var options]:
            return await GroupsProgram.RunAsync(new LoadOptions(options));

        case ["history", .. var options]:
            return await HistoryProgram.RunAsync(new LoadOptions(options));

        case ["search", .. var options]:
            return await SearchProgram.RunAsync(new LoadOptions(options));

        case ["recovery", .. var options]:
            return await RecoveryProgram.RunAsync(new LoadOptions(options));

        case ["polls", .. var options]:
            return await PollsProgram.RunAsync(new LoadOptions(options));

        case ["broker", .. var sizes]:
            return await BrokerProgram.RunAsync([.. sizes.Select(int.Parse)]);

        case ["latency", .. var options]:
            return await LatencyProgram.RunAsync(new LoadOptions(options));

        case ["soak", .. var options]:
            return await SoakProgram.RunAsync(new LoadOptions(options));

        case ["connections"]:
            return await ConnectionsProgram.RunAsync();

        case ["paint"]:
            return await PaintProgram.RunAsync();

        case ["dispatch", .. var connectionStrings]:
            return await DispatchProgram.RunAsync(connectionStrings);

        // The other process of the program "broker".
        case ["broker-server"]:
            return await BrokerServerProgram.RunAsync();

        default:
            await Console.Error.WriteLineAsync("""
                usage: dotnet run -c Release --project tests/Load -- <program>

                  compare [--only socketio,signalr,postgresql,sqlite] [--rates 100,300,500,1000]
                          [--senders 4,16,48] [--seconds 12] [--pairs 50] [--output FILE.md]
                                             this app and two servers that do the same durable work, one after the other
                  mixed [the same options; --only postgresql,sqlite]
                                             each message is also marked as read, every tenth is followed by a sync
                  groups [--sizes 2,10,100] [--messages 200] [--only postgresql,sqlite]
                                             what one message costs in groups of these sizes
                  history [--largest 10000000] [--rounds 300] [--only postgresql,sqlite]
                                             send, history, list and sync with 1,000 stored messages and more
                  search [--users 100000] [--rounds 50] [--conversations 500] [--only postgresql,sqlite]
                                             people and conversations by words among so many users
                  recovery [--rate 300] [--outage 30] [--only postgresql,sqlite]
                                             when all that waits is published after an outage of push and after kill -9
                  polls [--polls 10000] [--per-user 50]
                                             memory and processor time of polls that wait for a change
                  broker [connections ...]   deliveries a second, latency and memory of the embedded broker
                                             (default 100 1000 5000)
                  latency [--pairs 50] [--rate 50] [--seconds 30]
                                             from the intended moment of sending to the receiver, by push and by polling
                  soak [--minutes 10]        joins, leaves, sends and reconnects; what the app holds before and after
                  connections                connections and channels of one person with several tabs (needs Chromium)
                  paint                      how soon the web client shows something (needs Chromium)
                  dispatch [connection ...]  from commit to publisher: SQLite, or these PostgreSQL databases
                """);
            return 2;
    }
}
