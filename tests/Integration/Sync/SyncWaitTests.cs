using System.Diagnostics;
using Messaging.Application.Sync;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Messaging.Integration.Sync;

/// <summary>A poll that waits: what wakes it, and what it answers when nothing did. In an app of its own, to see who waits.</summary>
public sealed class SyncWaitTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private Person _an = null!;
    private Person _binh = null!;
    private string _conversation = null!;

    private SyncSignal Signal => _app.Services.GetRequiredService<SyncSignal>();

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync();
        (_an, _binh, _conversation) = await Person.PairAsync(_app.Address);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Nothing_changed_is_304_with_the_same_tag_after_the_wait()
    {
        var first = (await _an.SyncAsync($"conversationId={_conversation}")).Is(200);
        var tag = first.Header("ETag");
        var started = Stopwatch.GetTimestamp();

        var answer = await _an.SyncAsync($"{SyncCalls.Position(first)}&wait=1", tag);

        answer.Is(304);
        Assert.Equal(tag, answer.Header("ETag"));
        Assert.Empty(answer.Text);
        Assert.True(Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(0.9), "It did not wait.");
        Assert.Equal(0, Signal.Waiting);
    }

    [Fact]
    public async Task Nothing_changed_is_an_empty_answer_for_who_names_no_tag()
    {
        var answer = (await _an.SyncAsync(await _an.PositionAsync(_conversation))).Is(200);

        Assert.Empty(answer.Rows());
        Assert.Empty(answer.Messages());
    }

    [Theory]
    [InlineData("send")]
    [InlineData("edit")]
    [InlineData("delete")]
    [InlineData("read")]
    [InlineData("mute")]
    [InlineData("typing")]
    public async Task Change_ends_the_wait_at_once(string change)
    {
        var message = await _an.SendAsync(_conversation, "first");
        var position = await _binh.PositionAsync(_conversation);
        var poll = await StartWaitingAsync(_binh, position);

        (await (change switch
        {
            "send" => _an.TrySendAsync(_conversation, "second"),
            "edit" => _an.EditAsync(message, "first, better"),
            "delete" => _an.DeleteAsync(message),
            "read" => _binh.MarkReadAsync(_conversation, 1),
            "mute" => _binh.Api.PatchAsync($"/api/v1/conversations/{_conversation}/me", new { mutedUntil = "2099-01-01T00:00:00Z" }),
            _ => _an.SetTypingAsync(_conversation, "started"),
        })).Is(change switch { "send" => 201, "typing" => 204, _ => 200 });
        var answer = (await poll.SoonAsync()).Is(200);

        if (change == "typing") Assert.Equal(_an.Id, Assert.Single(answer.Typing()).GetProperty("userId").GetString());
        else Assert.Equal((await _binh.RowAsync(_conversation)).GetRawText(), Assert.Single(answer.Rows()).GetRawText());
        Assert.Equal(change is "send" or "edit" or "delete" ? 1 : 0, answer.Messages().Length);
    }

    [Fact]
    public async Task Change_elsewhere_does_not_end_the_wait()
    {
        var (chi, _, elsewhere) = await Person.PairAsync(_app.Address);
        var poll = await StartWaitingAsync(_binh, await _binh.PositionAsync(_conversation));

        await chi.SendAsync(elsewhere, "not for Binh");
        Assert.Equal(1, Signal.Waiting);
        Assert.False(poll.IsCompleted);

        await _an.SendAsync(_conversation, "for Binh");
        (await poll.SoonAsync()).Is(200);
    }

    [Fact]
    public async Task Removed_member_who_waits_hears_it_at_once()
    {
        var group = await _an.OpenGroupAsync("Team", _binh);
        var inGroup = await StartWaitingAsync(_binh, await _binh.PositionAsync(group));
        var inList = await StartWaitingAsync(_binh, $"cursor={await _binh.CursorAsync()}", waiting: 2);

        (await _an.Api.DeleteAsync($"/api/v1/conversations/{group}/members/{_binh.Id}")).Is(204);

        (await inGroup.SoonAsync()).IsProblem(404, "not_found");
        Assert.True(Assert.Single((await inList.SoonAsync()).Is(200).Rows()).GetProperty("left").GetBoolean());
    }

    [Fact]
    public async Task Stopping_app_answers_who_waits()
    {
        var position = await _binh.PositionAsync(_conversation);
        var tag = (await _binh.SyncAsync(position)).Header("ETag");
        var withTag = await StartWaitingAsync(_binh, position, tag);
        var without = await StartWaitingAsync(_binh, position, waiting: 2);

        _app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        (await withTag.SoonAsync()).Is(304);
        Assert.Empty((await without.SoonAsync()).Is(200).Rows());
    }

    /// <summary>Starts a poll of 25 s and returns once it waits; the answer is in the task.</summary>
    private async Task<Task<Answer>> StartWaitingAsync(Person person, string query, string? tag = null, int waiting = 1)
    {
        var poll = person.SyncAsync($"{query}&wait=25", tag);
        await Eventually.HoldsAsync("the poll waits", () => poll.IsCompleted || Signal.Waiting == waiting);
        Assert.False(poll.IsCompleted, "There was nothing to answer, but it did.");
        return poll;
    }
}
