using Messaging.Application.Presence.Memory;
using Messaging.Domain.Common;
using Messaging.Domain.Presence;
using Messaging.Infrastructure.Jobs;
using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Presence;

/// <summary>An app whose graces are short, and its jobs at hand, so that tests need not wait for the clock.</summary>
internal static class PresenceApp
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["Broker:LeaveDelayMilliseconds"] = "50",
        ["Presence:LeaveGraceMilliseconds"] = "300",
        ["Presence:StartGraceSeconds"] = "0",
        ["Presence:RepairMarginSeconds"] = "0",
    };

    public static Task<TestApp> StartAsync(DatabaseKind database = DatabaseKind.Sqlite, params (string Key, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>(Settings);
        foreach (var (key, value) in settings) all[key] = value;
        return TestApp.StartAsync(database, all);
    }

    public static UserId UserId(this Person person) => new(Guid.Parse(person.Id));

    public static Task RepairAsync(this TestApp app) => app.WithAsync<PresenceJobs, bool>(async jobs =>
    {
        await jobs.RepairAsync(Token);
        return true;
    });

    public static Task ExpireAsync(this TestApp app) => app.WithAsync<PresenceJobs, bool>(async jobs =>
    {
        await jobs.ExpireAsync(Token);
        return true;
    });

    public static Task<UserPresence?> RowOfAsync(this TestApp app, Person person)
    {
        var id = person.UserId();
        return app.WithAsync<MessagingDbContext, UserPresence?>(db => db.Presences.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, Token));
    }

    /// <summary>Waits until everything that was stored has been worked off.</summary>
    public static Task SettleAsync(this TestApp app) => Eventually.HoldsAsync(
        "the outbox is empty", () => app.WithAsync<MessagingDbContext, bool>(async db => !await db.Outbox.AnyAsync(Token)));

    /// <summary>Lets time that has run out take effect until the person is offline.</summary>
    public static Task UntilOfflineAsync(this TestApp app, Person person) => Eventually.HoldsAsync("the person is offline", async () =>
    {
        await app.ExpireAsync();
        return await app.RowOfAsync(person) is { IsOnline: false };
    });

    public static Task UntilOnlineAsync(this TestApp app, Person person) =>
        Eventually.HoldsAsync("the person is online", async () => await app.RowOfAsync(person) is { IsOnline: true });

    public static PresenceBoard Board(this TestApp app) => app.Services.GetRequiredService<PresenceBoard>();

    /// <summary>The presence of one user as another sees it; null if it is unknown.</summary>
    public static async Task<string?> SeesAsync(this Person viewer, Person other)
    {
        var items = (await viewer.Api.GetAsync($"/api/v1/presence?userIds={other.Id}")).Is(200).Items;
        return items.Length == 0 ? null : items.Single().String("status");
    }

    public static async Task<TResult> WithAsync<TService, TResult>(this TestApp app, Func<TService, Task<TResult>> work)
        where TService : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }
}
