using Messaging.Domain.Common;
using Messaging.Domain.Users;
using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Messaging.Integration.Users;

public sealed class SearchUsersTests
{
    [Theory, EachDatabase]
    public async Task Beginning_of_the_user_name_is_found_in_any_case(DatabaseKind database)
    {
        var me = await Person.NewAsync(database);
        var an = await Person.NewAsync(database);

        Assert.Equal([an.Id], await FindAsync(me, an.UserName[..12].ToUpperInvariant()));
        Assert.Empty(await FindAsync(me, an.UserName[1..]));
    }

    [Theory, EachDatabase]
    public async Task Beginning_of_the_display_name_is_found_without_its_diacritics(DatabaseKind database)
    {
        var mark = Person.NewName();
        var me = await Person.NewAsync(database);
        var dung = await Person.NewAsync(database, displayName: $"Đặng Dũng {mark}");

        Assert.Contains(dung.Id, await FindAsync(me, $"dang dung {mark}"));
        Assert.Contains(dung.Id, await FindAsync(me, $"ĐẶNG DŨNG {mark}"));
    }

    [Theory, EachDatabase]
    public async Task Beginning_is_found_whatever_follows_it(DatabaseKind database)
    {
        var mark = Person.NewName();
        var me = await Person.NewAsync(database);
        var found = new List<string>();
        foreach (var end in new[] { "", "🍌Johnson", "ﾊﾟ", "陳", "z", "\uE000", "\U0010FFFD" })
            found.Add((await Person.NewAsync(database, displayName: $"Łukasz {mark}{end}")).Id);

        Assert.Equal(found.Order(StringComparer.Ordinal), (await FindAsync(me, $"lukasz {mark}")).Order(StringComparer.Ordinal));
        Assert.Equal([found[1]], await FindAsync(me, $"LUKASZ {mark}🍌"));
        Assert.Empty(await FindAsync(me, "\u0301"));
    }

    [Theory, EachDatabase]
    public async Task Any_words_of_both_names_are_found_in_any_order(DatabaseKind database)
    {
        var mark = Person.NewName();
        var me = await Person.NewAsync(database);
        var binh = await Person.NewAsync(database, displayName: $"Trần Văn Bình {mark}");
        var lena = await Person.NewAsync(database, displayName: $"Anna-Lena {mark} Văn");

        Assert.Equal([binh.Id], await FindAsync(me, $"{mark} binh"));
        Assert.Equal([binh.Id], await FindAsync(me, $"Bì vAn {mark}"));
        Assert.Equal([lena.Id], await FindAsync(me, $"lena {mark}"));
        Assert.Equal([lena.Id], await FindAsync(me, $"anna-l {mark} {lena.UserName}"));
        Assert.Equal([lena.Id, binh.Id], await FindAsync(me, $"van {mark}"));
        Assert.Empty(await FindAsync(me, $"inh {mark}"));
        Assert.Empty(await FindAsync(me, $"binh lena {mark}"));
    }

    [Theory, EachDatabase]
    public async Task At_sign_stands_for_the_user_name(DatabaseKind database)
    {
        var me = await Person.NewAsync(database);
        var (an, mark) = (await Person.NewAsync(database, displayName: "An"), Person.NewName());
        var named = await Person.NewAsync(database, displayName: $"{an.UserName} {mark}");

        Assert.Equal([an.Id], await FindAsync(me, $"@{an.UserName[..12]}"));
        Assert.Equal([an.Id], await FindAsync(me, $"@{an.UserName} an"));
        Assert.Equal([an.Id, named.Id], (await FindAsync(me, an.UserName)).Order(StringComparer.Ordinal));
    }

    [Theory, EachDatabase]
    public async Task Pages_together_are_all_who_are_found(DatabaseKind database)
    {
        var mark = Person.NewName()[..12];
        var me = await Person.NewAsync(database);
        var people = new List<string>();
        // Each is found by several words, and stands once in the list.
        for (var i = 0; i < 7; i++) people.Add((await Person.NewAsync(database, displayName: $"{mark} {mark}x-{mark} {6 - i}")).Id);
        people.Reverse();

        foreach (var query in new[] { mark, $"{mark} {mark}x" })
        {
            var found = new List<string>();
            for (string? cursor = null; ;)
            {
                var page = (await me.Api.GetAsync($"/api/v1/users?query={query}&limit=3{(cursor is null ? "" : $"&cursor={cursor}")}")).Is(200);
                found.AddRange(page.Items.Ids());
                if (page.Json.IsNull("nextCursor")) break;
                cursor = page.String("nextCursor");
            }

            Assert.Equal(people, found);
        }
    }

    [Fact]
    public async Task Cursor_of_another_query_is_refused()
    {
        var mark = Person.NewName();
        var me = await Person.NewAsync();
        for (var i = 0; i < 2; i++) await Person.NewAsync(displayName: mark);
        var cursor = (await me.Api.GetAsync($"/api/v1/users?query={mark}&limit=1")).Is(200).String("nextCursor");

        (await me.Api.GetAsync($"/api/v1/users?query={Person.NewName()}&cursor={cursor}")).IsProblem(400, "invalid_cursor");
        (await me.Api.GetAsync($"/api/v1/users?query={mark}&cursor=x")).IsProblem(400, "invalid_cursor");
    }

    [Theory, EachDatabase]
    public async Task New_name_is_found_at_once_and_the_old_one_no_more(DatabaseKind database)
    {
        var (old, mark) = (Person.NewName(), Person.NewName());
        var me = await Person.NewAsync(database);
        var an = await Person.NewAsync(database, displayName: $"An {old}");
        (await an.Api.PatchAsync("/api/v1/me", new { displayName = $"An {mark}" })).Is(200);

        Assert.Empty(await FindAsync(me, old));
        Assert.Equal([an.Id], await FindAsync(me, $"{mark} an"));
        Assert.Equal([an.Id], await FindAsync(me, an.UserName));
    }

    [Theory, EachDatabase]
    public async Task Names_of_an_earlier_release_are_folded_anew_at_the_start(DatabaseKind database)
    {
        await using var app = await TestApp.StartAsync(database);
        var me = await Person.RegisterAsync(app.Address);
        var soren = await Person.RegisterAsync(app.Address, displayName: "Søren");
        await using (var db = app.Database.OpenContext())
        {
            // More than one transaction of users.
            for (var i = 0; i < 120; i++) db.Users.Add(new User(UserId.New(DateTimeOffset.UnixEpoch), $"old{i}", $"Øle {i}", DateTimeOffset.UnixEpoch));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            await db.Users.ExecuteUpdateAsync(
                set => set.SetProperty(user => user.DisplayNameKey, "SØREN").SetProperty(user => user.SearchKeyVersion, 1), TestContext.Current.CancellationToken);
            // As that release left them: it had no words.
            await db.SearchWords.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        }

        Assert.Empty(await FindAsync(me, "soren"));
        var upgrade = app.Services.GetServices<IHostedService>().OfType<SearchKeyUpgrade>().Single();
        Assert.Equal(122, await upgrade.RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await upgrade.RunAsync(TestContext.Current.CancellationToken));

        Assert.Equal([soren.Id], await FindAsync(me, "soren"));
        Assert.Equal(50, (await FindAsync(me, "ole&limit=50")).Length);
    }

    [Theory, EachDatabase]
    public async Task Wildcards_of_sql_are_only_letters(DatabaseKind database)
    {
        var me = await Person.NewAsync(database);
        await Person.NewAsync(database);

        Assert.Empty(await FindAsync(me, "%"));
        Assert.Empty(await FindAsync(me, "u_______________"));
        Assert.Empty(await FindAsync(me, "' OR 1=1 --"));
    }

    [Fact]
    public async Task Caller_is_not_among_the_found()
    {
        var me = await Person.NewAsync();

        Assert.Empty(await FindAsync(me, me.UserName));
    }

    [Fact]
    public async Task Someone_whose_both_names_match_is_found_once()
    {
        var me = await Person.NewAsync();
        var an = await Person.NewAsync();

        Assert.Equal([an.Id], await FindAsync(me, an.UserName));
    }

    [Fact]
    public async Task Limit_is_kept()
    {
        var mark = Person.NewName();
        var me = await Person.NewAsync();
        for (var i = 0; i < 3; i++) await Person.NewAsync(displayName: $"{mark} {i}");

        Assert.Equal(2, (await FindAsync(me, $"{mark}&limit=2")).Length);
    }

    [Theory]
    [InlineData("query=", "query")]
    [InlineData("", "query")]
    [InlineData("query=a&limit=0", "limit")]
    [InlineData("query=a&limit=51", "limit")]
    public async Task Unusable_parameters_are_named(string parameters, string field)
    {
        var me = await Person.NewAsync();

        (await me.Api.GetAsync($"/api/v1/users?{parameters}")).IsInvalid(field);
    }

    private static async Task<string[]> FindAsync(Person person, string query) =>
        (await person.Api.GetAsync($"/api/v1/users?query={query.Replace("%", "%25", StringComparison.Ordinal)}")).Is(200).Items.Ids();
}
