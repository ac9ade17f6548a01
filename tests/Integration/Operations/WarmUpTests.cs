using Messaging.Infrastructure;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Operations;

public sealed class WarmUpTests
{
    [Theory, EachDatabase]
    public async Task First_calls_are_made_and_change_nothing(DatabaseKind database)
    {
        await using var app = await TestApp.StartAsync(database, services: collection => collection.AddHostedService<WarmUp>());

        await Eventually.HoldsAsync("the calls are made", () => app.Logs.Lines.Any(line => line.Contains("The first calls were made", StringComparison.Ordinal)));

        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains("A first call failed", StringComparison.Ordinal));
        await using var db = app.Database.OpenContext();
        Assert.False(db.Users.Any() || db.Conversations.Any() || db.Messages.Any() || db.Outbox.Any());
    }
}
