using System.Text.Json;
using Messaging.Domain.Messages;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Notifications;

public sealed class MessageNotificationTests
{
    private const string PreferencesPath = "/api/v1/me/notification-preferences";

    [Theory, EachDatabase]
    public async Task Everybody_in_a_group_hears_of_a_message_except_those_who_have_a_reason_not_to(DatabaseKind database)
    {
        await using var listener = await Listener.StartAsync(database);
        var an = await listener.RegisterAsync("An");
        var people = new Dictionary<string, Person>();
        foreach (var name in new[]
        {
            "witness", "muted", "once muted", "snoozed", "once snoozed", "quiet hours", "quiet hours off", "level none",
            "not mentioned", "mentioned", "viewing", "viewing another", "blocked", "blocker",
        })
            people[name] = await listener.RegisterAsync(name);
        var group = await CreateGroupAsync(an, "Team", people.Values);
        await MuteAsync(people["muted"], group, Later);
        await MuteAsync(people["once muted"], group, Earlier);
        await PreferAsync(people["snoozed"], snoozedUntil: Later);
        await PreferAsync(people["once snoozed"], snoozedUntil: Earlier);
        await PreferAsync(people["quiet hours"], quiet: true);
        await PreferAsync(people["quiet hours off"], quiet: false);
        await PreferAsync(people["level none"], level: "none");
        await PreferAsync(people["not mentioned"], level: "mentions");
        await PreferAsync(people["mentioned"], level: "mentions");
        await listener.LookAsync(people["viewing"], group);
        await listener.LookAsync(people["viewing another"], await an.OpenAsync(people["viewing another"]));
        (await an.Api.PutAsync($"/api/v1/me/blocks/{people["blocked"].Id}")).Is(204);
        (await people["blocker"].Api.PutAsync($"/api/v1/me/blocks/{an.Id}")).Is(204);

        var message = await an.SendAsync(group, $"Lunch, @{people["mentioned"].UserName.ToUpperInvariant()}?");
        var told = await listener.ToldOfAsync(message, people["witness"]);

        string[] expected = ["witness", "once muted", "once snoozed", "quiet hours off", "mentioned", "viewing another"];
        Assert.Equal(expected.Order(), people.Where(person => told.ContainsKey(person.Value.Id)).Select(person => person.Key).Order());
        Assert.False(told.ContainsKey(an.Id), "The sender is told of the own message.");
        Assert.Equal("Team", told[people["witness"].Id].GetProperty("title").GetString());
    }

    [Theory, EachDatabase]
    public async Task Reply_notifies_the_author_of_the_message_as_a_mention_does(DatabaseKind database)
    {
        await using var listener = await Listener.StartAsync(database);
        var (an, binh, chi) = (await listener.RegisterAsync(), await listener.RegisterAsync(), await listener.RegisterAsync());
        var group = await CreateGroupAsync(an, "Team", [binh, chi]);
        var question = await binh.SendAsync(group, "Lunch?");
        await PreferAsync(binh, level: "mentions");

        Assert.Equal([chi.Id], (await listener.ToldOfAsync(await an.SendAsync(group, "Hello"), chi)).Keys);
        Assert.Equal(new[] { binh.Id, chi.Id }.Order(), (await listener.ToldOfAsync(await an.ReplyAsync(question, "Yes"), chi)).Keys.Order());
    }

    [Theory, EachDatabase]
    public async Task Mention_breaks_through_the_mute_of_a_group_and_of_nothing_else(DatabaseKind database)
    {
        await using var listener = await Listener.StartAsync(database);
        var an = await listener.RegisterAsync("An");
        var people = new Dictionary<string, Person>();
        foreach (var name in new[] { "witness", "muted", "archived", "not named", "snoozed", "level none" }) people[name] = await listener.RegisterAsync(name);
        var group = await CreateGroupAsync(an, "Team", people.Values);
        foreach (var name in new[] { "muted", "archived", "not named" }) await MuteAsync(people[name], group, Later);
        (await people["archived"].Api.PatchAsync($"/api/v1/conversations/{group}/me", new { archived = true })).Is(200);
        await PreferAsync(people["snoozed"], snoozedUntil: Later);
        await PreferAsync(people["level none"], level: "none");
        var direct = await an.OpenAsync(people["muted"]);
        await MuteAsync(people["muted"], direct, Later);

        string[] mentions = [.. people.Where(person => person.Key != "not named").Select(person => person.Value.Id)];
        var told = await listener.ToldOfAsync((await an.Api.PostAsync($"/api/v1/conversations/{group}/messages", new { id = Person.NewId(), body = "Lunch?", mentions })).Is(201).Json, people["witness"]);
        await an.Api.PostAsync($"/api/v1/conversations/{direct}/messages", new { id = Person.NewId(), body = "You!", mentions = new[] { people["muted"].Id } });
        var everyone = await listener.ToldOfAsync((await an.Api.PostAsync($"/api/v1/conversations/{group}/messages", new { id = Person.NewId(), body = "All!", mentionsAll = true })).Is(201).Json, people["witness"]);

        Assert.Equal(["archived", "muted", "witness"], people.Where(person => told.ContainsKey(person.Value.Id)).Select(person => person.Key).Order());
        Assert.Equal(["archived", "muted", "not named", "witness"], people.Where(person => everyone.ContainsKey(person.Value.Id)).Select(person => person.Key).Order());
        Assert.DoesNotContain(listener.Push.Accepted, one => one.Name == "message-notification" && one.Data.Contains(direct, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_notification_says_who_wrote_what_and_where()
    {
        await using var listener = await Listener.StartAsync();
        var (an, binh) = (await listener.RegisterAsync("Nguyễn Văn An"), await listener.RegisterAsync());
        var conversation = await an.OpenAsync(binh);

        var message = await an.SendAsync(conversation, "Chào bạn,\ntối nay rảnh không?");
        var told = (await listener.ToldOfAsync(message, binh))[binh.Id];

        Assert.Equal(
            $$"""
            {"conversationId":"{{conversation}}","messageId":"{{message.GetProperty("id").GetString()}}","sequence":1,"senderId":"{{an.Id}}","senderName":"Nguyễn Văn An","title":null,"preview":"Chào bạn, tối nay rảnh không?","sound":true}
            """,
            listener.Push.Accepted.Single(one => one.Name == "message-notification").Data);
        Assert.Equal(8, told.EnumerateObject().Count());
    }

    [Fact]
    public async Task Preview_and_sound_are_each_receivers_own_choice()
    {
        await using var listener = await Listener.StartAsync();
        var (an, binh, chi) = (await listener.RegisterAsync(), await listener.RegisterAsync(), await listener.RegisterAsync());
        var group = await CreateGroupAsync(an, "Team", [binh, chi]);
        await PreferAsync(binh, preview: false, sound: false);

        var told = await listener.ToldOfAsync(await an.SendAsync(group, "The secret plan"), chi);

        Assert.Equal(JsonValueKind.Null, told[binh.Id].GetProperty("preview").ValueKind);
        Assert.False(told[binh.Id].GetProperty("sound").GetBoolean());
        Assert.DoesNotContain(listener.Push.Accepted, one =>
            one.Name == "message-notification" && one.Channel == Listener.ChannelOf(binh.Id) && one.Data.Contains("secret", StringComparison.Ordinal));
        Assert.Equal("The secret plan", told[chi.Id].GetProperty("preview").GetString());
        Assert.True(told[chi.Id].GetProperty("sound").GetBoolean());
    }

    [Fact]
    public async Task The_longest_message_makes_a_short_notification()
    {
        await using var listener = await Listener.StartAsync();
        var (an, binh, conversation) = await listener.PairAsync();

        var told = await listener.ToldOfAsync(await an.SendAsync(conversation, string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 1_400))), binh);

        Assert.InRange(MessageBody.CountTextElements(told[binh.Id].GetProperty("preview").GetString()!), 2, 120);
        Assert.All(listener.Push.Accepted.Where(one => one.Name == "message-notification"), one => Assert.InRange(one.DataBytes, 1, 9_500));
    }

    [Fact]
    public async Task Changes_to_a_group_are_no_messages()
    {
        await using var listener = await Listener.StartAsync();
        var (an, binh, chi) = (await listener.RegisterAsync(), await listener.RegisterAsync(), await listener.RegisterAsync());
        var group = await CreateGroupAsync(an, "Team", [binh]);
        (await an.Api.PatchAsync($"/api/v1/conversations/{group}", new { title = "Club" })).Is(200);
        (await an.Api.PostAsync($"/api/v1/conversations/{group}/members", new { userIds = new[] { chi.Id } })).Is(200);

        await listener.ToldOfAsync(await an.SendAsync(group, "Hi"), binh);

        Assert.Equal(2, listener.Push.Accepted.Count(one => one.Name == "message-notification"));
    }

    [Fact]
    public async Task Edits_and_deletions_are_not_told_again()
    {
        await using var listener = await Listener.StartAsync();
        var (an, binh, conversation) = await listener.PairAsync();
        var first = await an.SendAsync(conversation, "Frist");
        await listener.ToldOfAsync(first, binh);
        (await an.EditAsync(first, "First")).Is(200);
        (await an.DeleteAsync(first)).Is(200);

        await listener.ToldOfAsync(await an.SendAsync(conversation, "Second"), binh);

        Assert.Equal(2, listener.Push.Accepted.Count(one => one.Name == "message-notification"));
    }

    [Fact]
    public async Task Who_read_or_muted_or_left_while_push_was_down_is_not_told_afterwards()
    {
        await using var listener = await Listener.StartAsync();
        var (an, witness) = (await listener.RegisterAsync(), await listener.RegisterAsync());
        var (reader, muter, leaver) = (await listener.RegisterAsync(), await listener.RegisterAsync(), await listener.RegisterAsync());
        var group = await CreateGroupAsync(an, "Team", [witness, reader, muter, leaver]);
        await listener.ToldOfAsync(await an.SendAsync(group, "Before"), leaver);
        listener.Push.Fail(new FakeFault.Answer(503));

        var message = await an.SendAsync(group, "Meanwhile");
        (await reader.Api.PutAsync($"/api/v1/conversations/{group}/read", new { sequence = message.GetProperty("sequence").GetInt64() })).Is(200);
        await MuteAsync(muter, group, Later);
        (await leaver.Api.DeleteAsync($"/api/v1/conversations/{group}/members/{leaver.Id}")).Is(204);
        // A call that was made up before the changes may still be on its way: the one after the next is not.
        await listener.Push.WaitForRequestsAsync(listener.Push.Requests + 2, TimeSpan.FromSeconds(20));
        listener.Push.Heal();

        Assert.Equal([witness.Id], (await listener.ToldOfAsync(message, witness)).Keys);
    }

    private static DateTimeOffset Later => TimeProvider.System.GetUtcNow().AddHours(1);

    private static DateTimeOffset Earlier => TimeProvider.System.GetUtcNow().AddHours(-1);

    private static async Task<string> CreateGroupAsync(Person owner, string title, IEnumerable<Person> others) =>
        (await owner.Api.PostAsync("/api/v1/conversations", new { kind = "group", title, memberIds = others.Select(person => person.Id) })).Is(201).String("id");

    private static async Task MuteAsync(Person person, string conversation, DateTimeOffset until) =>
        (await person.Api.PatchAsync($"/api/v1/conversations/{conversation}/me", new { mutedUntil = until })).Is(200);

    /// <param name="quiet">The whole day, or off.</param>
    private static async Task PreferAsync(
        Person person, string level = "all", bool preview = true, bool sound = true, bool quiet = false, DateTimeOffset? snoozedUntil = null) =>
        (await person.Api.PutAsync(PreferencesPath, new
        {
            level,
            preview,
            sound,
            doNotDisturb = new { enabled = quiet, from = "09:00", to = "09:00", timeZone = "Asia/Ho_Chi_Minh" },
            snoozedUntil,
        })).Is(200);
}
