using System.Text.RegularExpressions;
using Messaging.Integration.Blocks;
using Messaging.Integration.Conversations;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Persistence;

/// <summary>
/// A command locks the conversation before users, and all of its users with one statement, in the order of ids. Commands that
/// keep to it cannot deadlock. Only PostgreSQL shows its locks in the text of the statements; the code is the same elsewhere.
/// </summary>
public sealed partial class LockOrderTests
{
    [Fact]
    public async Task Every_command_locks_the_conversation_before_its_users()
    {
        await using var app = await RecordedCommands.StartAppAsync(DatabaseKind.PostgreSql);
        var commands = app.Services.GetRequiredService<RecordedCommands>();
        var (owner, binh, chi, group) = await GroupCalls.TeamAsync(app.Address);
        var dan = await Person.RegisterAsync(app.Address);
        var direct = await owner.OpenAsync(binh);
        var (first, second) = (await owner.SendAsync(group, "first"), await owner.SendAsync(group, "second"));
        (string[] Locks, Func<Task<Answer>> Call)[] calls =
        [
            (["Conversations", "Users"], () => owner.AddAsync(group, dan.Id)),
            (["Conversations", "Users"], () => owner.ChangeRoleAsync(group, binh, "owner")),
            (["Conversations", "Users"], () => owner.RenameAsync(group, "Crew")),
            (["Conversations", "Users"], () => owner.EditAsync(first, "edited")),
            (["Conversations", "Users"], () => owner.DeleteAsync(second)),
            (["Conversations", "Users"], () => owner.RemoveAsync(group, chi)),
            (["Users"], () => owner.TryOpenGroupAsync("Others", binh.Id, chi.Id)),
            (["Users"], () => owner.Api.PostAsync("/api/v1/conversations", new { kind = "direct", userId = chi.Id })),
            (["Users"], () => owner.Api.PatchAsync("/api/v1/me", new { displayName = "Owner" })),
            // The same two users again.
            (["Conversations", "Users", "Users"], () => owner.BlockAsync(binh)),
        ];
        Assert.NotEmpty(direct);

        foreach (var (locks, call) in calls)
        {
            commands.Clear();
            Assert.InRange((await call()).Status, 200, 204);
            Assert.Equal(locks, commands.OfRequests.Select(command => Locking().Match(command.Sql)).Where(match => match.Success).Select(match => match.Groups["table"].Value));
        }
    }

    [GeneratedRegex("""SELECT \* FROM "(?<table>\w+)".*FOR NO KEY UPDATE""", RegexOptions.Singleline, 1000)]
    private static partial Regex Locking();
}
