using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Conversations;

public sealed class CreateGroupTests
{
    [Theory, EachDatabase]
    public async Task Group_stands_in_everyones_list_with_the_message_of_its_beginning(DatabaseKind database)
    {
        var (an, binh, chi) = (await Person.NewAsync(database), await Person.NewAsync(database), await Person.NewAsync(database));
        var from = await binh.CursorAsync();

        var answer = (await an.TryOpenGroupAsync("  Lunch  ", binh.Id, chi.Id, binh.Id, an.Id)).Is(201);

        var id = answer.String("id");
        Assert.Equal($"/api/v1/conversations/{id}", answer.Header("Location"));
        Assert.Equal(("group", "Lunch"), (answer.String("kind"), answer.String("title")));
        Assert.Equal(GroupCalls.Ids(an, binh, chi), answer.Json.Members());
        Assert.Equal([an.Id], answer.Json.Owners());
        Assert.Equal(("created", 0), (answer.Json.Change().Type(), answer["unreadCount"].GetInt32()));
        var row = Assert.Single((await binh.SyncAsync($"cursor={from}")).Is(200).Rows());
        Assert.Equal((id, 0), (row.Id(), row.GetProperty("unreadCount").GetInt32()));
        Assert.Equal(row.GetRawText(), (await binh.RowAsync(id)).GetRawText());
    }

    [Theory, EachDatabase]
    public async Task Same_id_is_the_same_group_however_often_and_at_once(DatabaseKind database)
    {
        var (an, binh, chi) = (await Person.NewAsync(database), await Person.NewAsync(database), await Person.NewAsync(database));
        var id = Person.NewId();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => an.TryOpenGroupWithIdAsync(id, "Lunch", binh.Id)));

        Assert.Equal(1, answers.Count(answer => answer.Status == 201));
        Assert.All(answers, answer => Assert.Equal(id, answer.Is(answer.Status == 201 ? 201 : 200).String("id")));
        Assert.All(answers.Where(answer => answer.Status == 200), answer => Assert.Equal("true", answer.Header("Idempotent-Replayed")));
        // As it is now, whatever the repeated request says.
        (await an.RenameAsync(id, "Dinner")).Is(200);
        Assert.Equal("Dinner", (await an.TryOpenGroupWithIdAsync(id, "Lunch", chi.Id)).Is(200).String("title"));
        Assert.Equal(GroupCalls.Ids(an, binh), (await an.RowAsync(id)).Members());
        Assert.Equal(2, (await binh.ListMessagesAsync(id)).Is(200).Items.Length);
    }

    [Fact]
    public async Task Id_of_something_else_is_refused()
    {
        var (an, binh, direct) = await Person.PairAsync();
        var group = (await an.TryOpenGroupWithIdAsync(Person.NewId(), "Lunch", binh.Id)).Is(201).String("id");
        var stranger = await Person.NewAsync();

        (await binh.TryOpenGroupWithIdAsync(group, "Mine", an.Id)).IsProblem(409, "id_conflict");
        (await stranger.TryOpenGroupWithIdAsync(group, "Mine", an.Id)).IsProblem(409, "id_conflict");
        (await an.TryOpenGroupWithIdAsync(direct, "Mine", binh.Id)).IsProblem(409, "id_conflict");
        (await an.TryOpenGroupWithIdAsync(Guid.NewGuid().ToString(), "Mine", binh.Id)).IsInvalid("id");
        (await an.RemoveAsync(group, an)).Is(204);
        (await an.TryOpenGroupWithIdAsync(group, "Lunch", binh.Id)).IsProblem(409, "id_conflict");
    }

    [Fact]
    public async Task Same_people_may_have_several_groups()
    {
        var (an, binh, _) = await Person.PairAsync();

        Assert.NotEqual(await an.OpenGroupAsync("One", binh), await an.OpenGroupAsync("One", binh));
    }

    [Fact]
    public async Task Strangers_see_nothing_of_it()
    {
        var (_, _, _, group) = await GroupCalls.TeamAsync();
        var stranger = await Person.NewAsync();

        (await stranger.Api.GetAsync($"/api/v1/conversations/{group}")).IsProblem(404, "not_found");
        (await stranger.ListMessagesAsync(group)).IsProblem(404, "not_found");
        (await stranger.TrySendAsync(group, "hello")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Refusals_have_their_codes()
    {
        var (an, binh) = (await Person.NewAsync(), await Person.NewAsync());

        (await an.TryOpenGroupAsync("", binh.Id)).IsInvalid("title");
        (await an.TryOpenGroupAsync(new string('x', 101), binh.Id)).IsInvalid("title");
        (await an.TryOpenGroupAsync("two\nlines", binh.Id)).IsInvalid("title");
        (await an.TryOpenGroupAsync("Nobody")).IsInvalid("memberIds");
        (await an.TryOpenGroupAsync("Ghost", Guid.NewGuid().ToString())).IsProblem(404, "not_found");
        (await an.TryOpenGroupAsync("Crowd", [.. Enumerable.Range(0, 101).Select(_ => Guid.NewGuid().ToString())])).IsInvalid("memberIds");
        Assert.Empty((await an.Api.GetAsync("/api/v1/conversations")).Is(200).Items);
    }
}
