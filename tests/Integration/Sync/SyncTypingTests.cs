using Messaging.Application.Sync;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Integration.Sync;

/// <summary>Typing as a polling client sees it. The test controls the clock.</summary>
public sealed class SyncTypingTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private TestApp _app = null!;
    private Person _an = null!;
    private Person _binh = null!;
    private string _conversation = null!;

    private SyncSignal Signal => _app.Services.GetRequiredService<SyncSignal>();

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(time: _time);
        (_an, _binh, _conversation) = await Person.PairAsync(_app.Address);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Typing_is_seen_with_its_end_and_is_gone_after_it()
    {
        (await _an.SetTypingAsync(_conversation, "started")).Is(204);
        var seen = (await _binh.SyncAsync($"conversationId={_conversation}")).Is(200);

        var typing = Assert.Single(seen.Typing());
        Assert.Equal(_an.Id, typing.GetProperty("userId").GetString());
        Assert.Equal(_time.GetUtcNow().AddSeconds(5), typing.GetProperty("expiresAt").GetDateTimeOffset(), TimeSpan.FromMilliseconds(2));

        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Single((await _binh.SyncAsync($"conversationId={_conversation}")).Is(200).Typing());
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Empty((await _binh.SyncAsync($"conversationId={_conversation}")).Is(200).Typing());
    }

    [Fact]
    public async Task Who_waits_hears_when_typing_ran_out()
    {
        (await _an.SetTypingAsync(_conversation, "started")).Is(204);
        var seen = (await _binh.SyncAsync($"conversationId={_conversation}")).Is(200);
        var poll = _binh.SyncAsync($"{SyncCalls.Position(seen)}&wait=25", seen.Header("ETag"));
        await Eventually.HoldsAsync("the poll waits", () => Signal.Waiting == 1);

        await AdvanceUntilAsync(poll, TimeSpan.FromSeconds(10));

        Assert.Empty((await poll).Is(200).Typing());
    }

    [Fact]
    public async Task Who_waits_hears_of_typing_that_goes_on_before_it_would_be_forgotten()
    {
        (await _an.SetTypingAsync(_conversation, "started")).Is(204);
        var seen = (await _binh.SyncAsync($"conversationId={_conversation}")).Is(200);
        var forgottenAt = seen.Typing()[0].GetProperty("expiresAt").GetDateTimeOffset();
        var poll = _binh.SyncAsync($"{SyncCalls.Position(seen)}&wait=25", seen.Header("ETag"));
        await Eventually.HoldsAsync("the poll waits", () => Signal.Waiting == 1);

        for (var second = 1; second <= 4; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            (await _an.SetTypingAsync(_conversation, "started")).Is(204);
        }

        var answer = (await poll.SoonAsync()).Is(200);
        Assert.True(Assert.Single(answer.Typing()).GetProperty("expiresAt").GetDateTimeOffset() > forgottenAt);
    }

    [Fact]
    public async Task Own_typing_is_not_told()
    {
        (await _an.SetTypingAsync(_conversation, "started")).Is(204);

        Assert.Empty((await _an.SyncAsync($"conversationId={_conversation}")).Is(200).Typing());
    }

    [Fact]
    public async Task Sending_ends_the_typing()
    {
        (await _an.SetTypingAsync(_conversation, "started")).Is(204);

        await _an.SendAsync(_conversation, "done");

        Assert.Empty((await _binh.SyncAsync($"conversationId={_conversation}")).Is(200).Typing());
    }

    [Fact]
    public async Task Stopping_ends_the_typing()
    {
        (await _an.SetTypingAsync(_conversation, "started")).Is(204);

        (await _an.SetTypingAsync(_conversation, "stopped")).Is(204);

        Assert.Empty((await _binh.SyncAsync($"conversationId={_conversation}")).Is(200).Typing());
    }

    /// <summary>The poll sets its timer a moment after it registers, so time goes in small steps.</summary>
    private Task AdvanceUntilAsync(Task poll, TimeSpan longest)
    {
        var passed = TimeSpan.Zero;
        return Eventually.HoldsAsync("the poll answers", () =>
        {
            if (poll.IsCompleted) return true;
            if (passed < longest) _time.Advance(TimeSpan.FromMilliseconds(100));
            passed += TimeSpan.FromMilliseconds(100);
            return false;
        });
    }
}
