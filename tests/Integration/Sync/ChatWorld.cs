using System.Globalization;
using System.Text.Json;
using CsCheck;
using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Reactions;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Sync;

/// <summary>An action in a generated story.</summary>
internal enum Act
{
    Send,
    Edit,
    Delete,
    React,
    TakeReactionBack,
    Read,
    Mute,
    Archive,
    Privacy,
    Block,
    AddMember,
    RemoveMember,
    RenameGroup,
    ChangeRole,
    RenameMe,
    Sync,
    Open,
}

/// <summary>One step of a story. The numbers are taken modulo what there is, so that every step means something.</summary>
internal sealed record Step(Act Act, int Actor, int Place, int Number)
{
    public override string ToString() => $"{Act}({Actor},{Place},{Number})";
}

/// <summary>A story: who hides read receipts from the beginning, and what happens then.</summary>
internal sealed record Story(int Hidden, bool ChangesPrivacy, int Luck, Step[] Steps)
{
    /// <summary>More frequent actions are listed more often.</summary>
    private static readonly Act[] Acts =
    [
        Act.Send, Act.Send, Act.Send, Act.Send, Act.Send, Act.Edit, Act.Edit, Act.Delete, Act.React, Act.React, Act.React, Act.TakeReactionBack, Act.Read, Act.Read, Act.Read, Act.Read, Act.Mute, Act.Archive,
        Act.Privacy, Act.Block, Act.AddMember, Act.AddMember, Act.RemoveMember, Act.RemoveMember, Act.RenameGroup, Act.ChangeRole, Act.RenameMe,
        Act.Sync, Act.Sync, Act.Sync, Act.Open,
    ];

    public static readonly Gen<Story> Any = Gen.Select(
        Gen.Int[0, 7], Gen.Bool, Gen.Int[0, 1_000_000],
        Gen.Select(
            Gen.Int[0, Acts.Length - 1].Select(index => Acts[index]),
            Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 50],
            (act, actor, place, number) => new Step(act, actor, place, number)).Array[1, 40],
        (hidden, changesPrivacy, luck, steps) => new Story(hidden, changesPrivacy, luck, steps));

    public override string ToString() => $"hidden {Hidden}, changes privacy {ChangesPrivacy}, luck {Luck}: {string.Join(" ", Steps.Select(step => step.ToString()))}";
}

/// <summary>Three people, two direct conversations and two groups, in which a story happens.</summary>
internal sealed class ChatWorld(TestApp app, Person[] people, string[] places)
{
    private readonly List<(int Actor, JsonElement Message)> _sent = [];
    private int _count;

    public Person[] People => people;

    /// <summary>Direct 0–1, direct 1–2, a group of 0 with all, a group of 1 with 0.</summary>
    public string[] Places => places;

    public static async Task<ChatWorld> CreateAsync(TestApp app, int hidden = 0)
    {
        var people = new Person[3];
        for (var i = 0; i < people.Length; i++)
        {
            people[i] = await Person.RegisterAsync(app.Address);
            if ((hidden >> i & 1) == 1) (await people[i].Api.PatchAsync("/api/v1/me/settings", new { readReceipts = false })).Is(200);
        }

        var (an, binh, chi) = (people[0], people[1], people[2]);
        string[] places = [await an.OpenAsync(binh), await binh.OpenAsync(chi), await an.OpenGroupAsync("all", binh, chi), await binh.OpenGroupAsync("two", an)];
        var world = new ChatWorld(app, people, places);
        await world.BecomeIdleAsync();
        return world;
    }

    /// <summary>Does the step. Being refused is fine: that is part of a story; an error of the server is not.</summary>
    public async Task DoAsync(Step step)
    {
        var (me, other) = (people[step.Actor], people[(step.Actor + 1 + step.Number % 2) % 3]);
        var place = $"/api/v1/conversations/{places[step.Place]}";
        var group = $"/api/v1/conversations/{places[2 + step.Place % 2]}";
        var isEven = step.Number % 4 < 2;
        var text = (++_count).ToString(CultureInfo.InvariantCulture);
        var answer = step.Act switch
        {
            Act.Send => await SendAsync(step, text),
            Act.Edit => OwnMessage(step) is { } message ? await me.EditAsync(message, text) : null,
            Act.Delete => OwnMessage(step) is { } message ? await me.DeleteAsync(message) : null,
            Act.React => AnyMessage(step) is { } message ? await me.ReactAsync(message, EmojiOf(step)) : null,
            Act.TakeReactionBack => AnyMessage(step) is { } message ? await me.TakeBackAsync(message, EmojiOf(step)) : null,
            Act.Read => await me.MarkReadAsync(places[step.Place], step.Number % 12),
            Act.Mute => await me.Api.PatchAsync($"{place}/me", isEven ? """{"mutedUntil":"2099-01-01T00:00:00Z"}""" : """{"mutedUntil":null}"""),
            Act.Archive => await me.Api.PatchAsync($"{place}/me", new { archived = isEven }),
            Act.Privacy => await me.Api.PatchAsync("/api/v1/me/settings", new { readReceipts = isEven }),
            Act.Block => await (isEven ? me.Api.PutAsync($"/api/v1/me/blocks/{other.Id}") : me.Api.DeleteAsync($"/api/v1/me/blocks/{other.Id}")),
            Act.AddMember => await me.Api.PostAsync($"{group}/members", new { userIds = new[] { other.Id } }),
            Act.RemoveMember => await me.Api.DeleteAsync($"{group}/members/{(step.Number % 5 == 0 ? me : other).Id}"),
            Act.RenameGroup => await me.Api.PatchAsync(group, new { title = $"title {text}" }),
            Act.ChangeRole => await me.Api.PatchAsync($"{group}/members/{other.Id}", new { role = isEven ? "owner" : "member" }),
            Act.RenameMe => await me.Api.PatchAsync("/api/v1/me", new { displayName = $"name {text}" }),
            _ => null,
        };
        Assert.True(answer is null or { Status: < 500 }, $"{step} → {answer?.Status} {answer?.Text}");
        // These two reach the rows in the background; without waiting a story would not be the same twice.
        if (step.Act is Act.Privacy or Act.RenameMe) await BecomeIdleAsync();
    }

    /// <summary>Waits until everything that happened has been announced.</summary>
    public Task BecomeIdleAsync() => Eventually.HoldsAsync(
        "nothing is left to do", async () => !await QueryAsync(async db => await db.RowRefreshes.AnyAsync() || await db.Outbox.AnyAsync()));

    public async Task<T> QueryAsync<T>(Func<MessagingDbContext, Task<T>> query)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<MessagingDbContext>());
    }

    private async Task<Answer> SendAsync(Step step, string text)
    {
        // Every third one answers a message, of another conversation as well.
        var replyTo = step.Number % 3 == 0 && _sent.Count > 0 ? _sent[step.Number % _sent.Count].Message.Id() : null;
        var answer = await people[step.Actor].TrySendAsync(places[step.Place], text, replyTo: replyTo);
        if (answer.Status == 201) _sent.Add((step.Actor, answer.Json));
        return answer;
    }

    // Mostly one of the last, so that several react to the same one.
    private JsonElement? AnyMessage(Step step) => _sent.Count == 0 ? null : _sent[Math.Max(0, _sent.Count - 1 - (step.Number % 3))].Message;

    private static string EmojiOf(Step step) => step.Number % 2 == 0 ? "👍" : "❤️";

    private JsonElement? OwnMessage(Step step)
    {
        var own = _sent.FindAll(sent => sent.Actor == step.Actor);
        return own.Count == 0 ? null : own[step.Number % own.Count].Message;
    }
}
