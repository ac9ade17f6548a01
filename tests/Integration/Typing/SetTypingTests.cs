using System.Text.Json;
using Messaging.Application.Realtime;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Integration.Typing;

/// <summary>Typing: pushed at once, stored nowhere, seen only by who may see it. The clock is the test's.</summary>
public sealed class SetTypingTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly RecordingPublisher _push = new();
    private TestApp _app = null!;
    private Person _an = null!;
    private Person _binh = null!;
    private string _conversation = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(time: _time, services: services => services.Replace(ServiceDescriptor.Singleton<IRealtimePublisher>(_push)));
        (_an, _binh, _conversation) = await Person.PairAsync(_app.Address);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Typing_is_told_in_the_chat_without_the_sender_and_stored_nowhere()
    {
        (await _an.SetTypingAsync(_conversation, "started", "123.456")).Is(204);
        (await _an.SetTypingAsync(_conversation, "stopped", "123.456")).Is(204);

        Assert.Equal(["typing-start", "typing-stop"], Typing.Select(pushed => pushed.Name));
        Assert.All(Typing, pushed => Assert.Equal(($"presence-chat-{_conversation}", "123.456"), (pushed.Channel, pushed.ExcludeSocketId)));
        var data = JsonSerializer.Deserialize<JsonElement>(Typing[0].Data);
        Assert.Equal((_conversation, _an.Id), (data.GetProperty("conversationId").GetString(), data.GetProperty("userId").GetString()));
        Assert.Equal(_an.UserName, data.GetProperty("displayName").GetString());
        Assert.Equal(_time.GetUtcNow(), data.GetProperty("sentAt").GetDateTimeOffset(), TimeSpan.FromMilliseconds(2));
        await using var scope = _app.Services.CreateAsyncScope();
        var outbox = scope.ServiceProvider.GetRequiredService<Infrastructure.Persistence.MessagingDbContext>().Outbox;
        Assert.False(await outbox.AnyAsync(row => row.EventName.Contains("typing"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Started_is_passed_on_once_a_second_beginning_with_the_first()
    {
        for (var key = 0; key < 10; key++)
        {
            (await _an.SetTypingAsync(_conversation, "started")).Is(204);
            _time.Advance(TimeSpan.FromMilliseconds(250));
        }

        Assert.Equal(["typing-start", "typing-start", "typing-start"], Typing.Select(pushed => pushed.Name));
    }

    [Fact]
    public async Task After_a_stop_a_start_is_passed_on_at_once()
    {
        (await _an.SetTypingAsync(_conversation, "started")).Is(204);
        (await _an.SetTypingAsync(_conversation, "stopped")).Is(204);
        (await _an.SetTypingAsync(_conversation, "started")).Is(204);

        Assert.Equal(["typing-start", "typing-stop", "typing-start"], Typing.Select(pushed => pushed.Name));
    }

    [Fact]
    public async Task Stopped_without_a_start_is_not_passed_on()
    {
        (await _an.SetTypingAsync(_conversation, "stopped")).Is(204);
        (await _an.SetTypingAsync(_conversation, "started")).Is(204);
        _time.Advance(TimeSpan.FromSeconds(6));
        (await _an.SetTypingAsync(_conversation, "stopped")).Is(204);

        Assert.Equal(["typing-start"], Typing.Select(pushed => pushed.Name));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_hides_typing_is_not_seen_and_does_not_see(bool typistHides)
    {
        await (typistHides ? _an : _binh).HideAsync("typing");

        (await _an.SetTypingAsync(_conversation, "started")).Is(204);

        Assert.Empty(Typing);
        Assert.Empty((await _binh.SyncAsync($"conversationId={_conversation}")).Is(200).Typing());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Across_a_block_nothing_is_told(bool typistBlocks)
    {
        var (blocker, blocked) = typistBlocks ? (_an, _binh) : (_binh, _an);
        (await blocker.Api.PutAsync($"/api/v1/me/blocks/{blocked.Id}")).Is(204);

        (await _an.SetTypingAsync(_conversation, "started")).Is(204);

        Assert.Empty(Typing);
        Assert.Empty((await _binh.SyncAsync($"conversationId={_conversation}")).Is(200).Typing());
    }

    [Fact]
    public async Task In_a_group_where_somebody_hides_it_the_others_are_told_in_their_own_channels()
    {
        var hider = await Person.RegisterAsync(_app.Address);
        await hider.HideAsync("typing");
        var group = await _an.OpenGroupAsync("Team", _binh, hider);

        (await _an.SetTypingAsync(group, "started")).Is(204);

        Assert.Equal([$"presence-user-{_binh.Id}"], Typing.Select(pushed => pushed.Channel));
        Assert.Single((await _binh.SyncAsync($"conversationId={group}")).Is(200).Typing());
        Assert.Empty((await hider.SyncAsync($"conversationId={group}")).Is(200).Typing());
    }

    [Fact]
    public async Task Refusals_have_their_codes()
    {
        var stranger = await Person.RegisterAsync(_app.Address);

        (await stranger.SetTypingAsync(_conversation, "started")).IsProblem(404, "not_found");
        (await _an.SetTypingAsync(_conversation, "pondering")).Is(400);
        Assert.Empty(Typing);
    }

    private RealtimeEvent[] Typing => [.. _push.Events.Where(pushed => pushed.Name.StartsWith("typing-", StringComparison.Ordinal))];
}
