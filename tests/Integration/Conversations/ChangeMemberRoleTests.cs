using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Conversations;

public sealed class ChangeMemberRoleTests
{
    [Theory, EachDatabase]
    public async Task New_owner_may_do_what_owners_do_and_everyone_sees_it(DatabaseKind database)
    {
        var (an, binh, chi, group) = await GroupCalls.TeamAsync(database);

        var answer = (await an.ChangeRoleAsync(group, binh, "owner")).Is(200);

        Assert.Equal(GroupCalls.Ids(an, binh), answer.Json.Owners());
        var row = await chi.RowAsync(group);
        Assert.Equal(GroupCalls.Ids(an, binh), row.Owners());
        Assert.Equal("ownerChanged", row.Change().Type());
        (await binh.RenameAsync(group, "Ours")).Is(200);
        (await binh.ChangeRoleAsync(group, an, "member")).Is(200);
        (await an.RenameAsync(group, "Mine")).IsProblem(403, "not_an_owner");
    }

    [Fact]
    public async Task Last_owner_stays_one()
    {
        var (an, _, _, group) = await GroupCalls.TeamAsync();

        (await an.ChangeRoleAsync(group, an, "member")).IsProblem(409, "last_owner");

        Assert.Equal([an.Id], (await an.RowAsync(group)).Owners());
        (await an.RenameAsync(group, "Still mine")).Is(200);
    }

    [Fact]
    public async Task Same_role_again_changes_nothing()
    {
        var (an, binh, _, group) = await GroupCalls.TeamAsync();
        var before = await an.RowAsync(group);

        Assert.Equal(before.GetRawText(), (await an.ChangeRoleAsync(group, binh, "member")).Is(200).Text);
    }

    [Fact]
    public async Task Refusals_have_their_codes()
    {
        var (an, binh, chi, group) = await GroupCalls.TeamAsync();
        var stranger = await Person.NewAsync();
        var direct = await an.OpenAsync(binh);

        (await binh.ChangeRoleAsync(group, chi, "owner")).IsProblem(403, "not_an_owner");
        (await stranger.ChangeRoleAsync(group, chi, "owner")).IsProblem(404, "not_found");
        (await an.ChangeRoleAsync(group, stranger, "owner")).IsProblem(404, "not_found");
        (await an.ChangeRoleAsync(direct, binh, "owner")).IsProblem(422, "not_a_group");
        (await an.ChangeRoleAsync(group, binh, "king")).Is(400);
    }
}
