using System.Text.Json;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Presence;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Notifications;

/// <summary>
/// An app whose push service is <see cref="FakeChannels"/>, so that a test sees everything that is
/// pushed. All notifications of a message go out together, so once a witness who hears of everything
/// has got theirs, nobody else will get one.
/// </summary>
internal sealed class Listener : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestApp _app;

    private Listener(TestApp app, FakeChannels push) => (_app, Push) = (app, push);

    public FakeChannels Push { get; }

    public static async Task<Listener> StartAsync(DatabaseKind database = DatabaseKind.Sqlite)
    {
        var push = await FakeChannels.StartNewAsync();
        return new Listener(await TestApp.StartAsync(database, push.Settings), push);
    }

    public Task<Person> RegisterAsync(string? displayName = null) => Person.RegisterAsync(_app.Address, displayName: displayName);

    public Task<(Person An, Person Binh, string Conversation)> PairAsync() => Person.PairAsync(_app.Address);

    /// <summary>Has somebody look at a conversation.</summary>
    public async Task LookAsync(Person person, string conversation)
    {
        // Or the job that repairs the table would find that nobody is there.
        Push.Occupy($"presence-chat-{conversation}", person.Id);
        await using var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IMessagingDb>();
        var viewer = new ChatViewer(new ConversationId(Guid.Parse(conversation)), new UserId(Guid.Parse(person.Id)));
        viewer.Report(isPresent: true, TimeProvider.System.Now());
        db.ChatViewers.Add(viewer);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until the witness is told of the message.</summary>
    /// <returns>What everybody was told of it, by user id.</returns>
    public async Task<IReadOnlyDictionary<string, JsonElement>> ToldOfAsync(JsonElement message, Person witness)
    {
        var id = message.GetProperty("id").GetString()!;
        var pushed = await Push.WaitForAsync(events => events.Any(one => IsAbout(one, id) && one.Channel == ChannelOf(witness.Id)), Patience);
        return pushed.Where(one => IsAbout(one, id)).ToDictionary(one => one.Channel["presence-user-".Length..], one => one.Json);
    }

    public static string ChannelOf(string userId) => $"presence-user-{userId}";

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Push.DisposeAsync();
    }

    private static bool IsAbout(FakeEvent one, string messageId) =>
        one.Name == "message-notification" && one.Json.GetProperty("messageId").GetString() == messageId;
}
