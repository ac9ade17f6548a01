using Messaging.WebApi;
using Messaging.WebApi.Commands;

WebApplication? server = null;
try
{
    var exitCode = await CommandLine.RunAsync(args, Console.Out, Console.Error, async settings => server = await MessagingApp.StartAsync(settings));
    if (server is null) return exitCode;
}
catch (Exception exception) when (StartFailure.Explain(exception) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return CommandLine.Failed;
}

// From here on a failure is a fault of ours, whatever its kind, and its stack trace is wanted.
await using (server) await server.WaitForShutdownAsync();
return CommandLine.Succeeded;
