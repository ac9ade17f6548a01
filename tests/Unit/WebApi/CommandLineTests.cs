using Messaging.WebApi.Commands;
using Xunit;

namespace Messaging.Unit.WebApi;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData]
    [InlineData("--urls", "http://localhost:5081", "--Push:Driver=None")]
    [InlineData("--Pusher:Secret=@a b", "environment=Development")]
    public async Task Without_a_command_the_server_starts_with_the_settings_that_are_given(params string[] arguments)
    {
        var (exitCode, served, errors) = await RunAsync(arguments);

        Assert.Equal((CommandLine.Succeeded, ""), (exitCode, errors));
        Assert.Equal(arguments, served);
    }

    [Theory]
    [InlineData("api-key", "Unknown command or option: api-key")]
    [InlineData("api-key", "Unknown command or option: api-key", "--Push:Driver=None")]
    [InlineData("--nonsense", "Unknown command or option: --nonsense")]
    [InlineData("migrate", "Unknown command or option: now", "now")]
    [InlineData("smoke", "Unknown command or option: --Push:Driver=None", "http://localhost", "--Push:Driver=None")]
    [InlineData("smoke", "Give it a host name of its own", "http://localhost/chat")]
    [InlineData("migrate-data", "--batch-size has to be between 1 and 10000.", "--to", "PostgreSql", "--connection", "x", "--batch-size", "0")]
    [InlineData("migrate-data", "--connection is empty.", "--to", "PostgreSql", "--connection", "")]
    public async Task Wrong_arguments_are_named_with_the_usage_and_nothing_is_done(string command, string sentence, params string[] arguments)
    {
        var (exitCode, served, errors) = await RunAsync([command, .. arguments]);

        Assert.Equal(CommandLine.WrongArguments, exitCode);
        Assert.Null(served);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.Contains("Usage:", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_command()
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();

        Assert.Equal(CommandLine.Succeeded, await CommandLine.RunAsync(["--help"], output, errors, _ => Task.CompletedTask));

        Assert.All(CommandLine.Root(_ => Task.CompletedTask).Subcommands, command => Assert.Contains($"  {command.Name}", output.ToString(), StringComparison.Ordinal));
        Assert.Empty(errors.ToString());
    }

    private static async Task<(int ExitCode, string[]? Served, string Errors)> RunAsync(string[] arguments)
    {
        await using var errors = new StringWriter();
        string[]? served = null;
        var exitCode = await CommandLine.RunAsync(arguments, TextWriter.Null, errors, settings =>
        {
            served = settings;
            return Task.CompletedTask;
        });
        return (exitCode, served, errors.ToString());
    }
}
