using System.Net.WebSockets;
using System.Text.Json;

namespace Messaging.WebApi.Commands;

/// <summary>Writes one line for each check and remembers whether one failed.</summary>
internal sealed class SmokeReport(TextWriter output)
{
    public bool HasFailed { get; private set; }

    /// <summary>Runs a check, which returns a description of what it found and throws if something is wrong.</summary>
    /// <param name="name">The name of the check.</param>
    /// <param name="remedy">The remedy when it fails; a sentence without its full stop.</param>
    /// <param name="check">The check.</param>
    /// <returns>True when the check passed.</returns>
    public async Task<bool> CheckAsync(string name, string remedy, Func<Task<string>> check)
    {
        try
        {
            await output.WriteLineAsync($"ok    {name}: {await check()}");
            return true;
        }
        catch (Exception exception) when (IsAnAnswer(exception))
        {
            HasFailed = true;
            await output.WriteLineAsync($"FAIL  {name}: {Reason(exception)}: {remedy}");
            return false;
        }
    }

    /// <summary>Something that works, with a drawback.</summary>
    public Task WarnAsync(string name, string remark) => output.WriteLineAsync($"warn  {name}: {remark}");

    // Covers every fault that a host can cause, and no defect of the checks themselves.
    private static bool IsAnAnswer(Exception exception) =>
        exception is SmokeException or HttpRequestException or WebSocketException or IOException or JsonException
            or KeyNotFoundException or OperationCanceledException or System.Net.Sockets.SocketException
            or System.Security.Authentication.AuthenticationException;

    private static string Reason(Exception exception) => exception switch
    {
        OperationCanceledException => "no answer in time",
        KeyNotFoundException => "the answer is not one of this app",
        _ => $"{exception.Message}{(exception.InnerException is { } inner ? $" {inner.Message}" : "")}".TrimEnd('.'),
    };
}

/// <summary>A check failed. The message says why.</summary>
internal sealed class SmokeException(string message) : Exception(message);
