using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Auth;

public sealed class RegisterTests
{
    private const string Path = "/api/v1/auth/register";

    [Theory, EachDatabase]
    public async Task Answer_signs_the_new_user_in(DatabaseKind database)
    {
        var app = await Apps.OnAsync(database);
        var name = Person.NewName();

        var answer = await app.Anonymous.PostAsync(Path, new { userName = name, password = Person.Password, displayName = "  Nguyễn Văn An  " });

        answer.Is(201);
        Assert.Equal("/api/v1/me", answer.Header("Location"));
        Assert.Equal(3600, answer["expiresIn"].GetInt32());
        Assert.NotEmpty(answer.String("refreshToken"));
        var me = (await new ApiClient(app.Address, answer.String("accessToken")).GetAsync("/api/v1/me")).Is(200);
        Assert.Equal(answer["user"].String("id"), me.String("id"));
        Assert.Equal((name, "Nguyễn Văn An"), (me.String("userName"), me.String("displayName")));
        Assert.True(me.Json.IsNull("avatarUrl"));
    }

    [Fact]
    public async Task Display_name_is_the_user_name_when_none_is_given()
    {
        var name = Person.NewName();

        var answer = await PostAsync(new { userName = name, password = Person.Password });

        Assert.Equal(name, answer.Is(201)["user"].String("displayName"));
    }

    [Theory, EachDatabase]
    public async Task Taken_name_is_refused_in_any_case(DatabaseKind database)
    {
        var taken = await Person.NewAsync(database);

        var answer = await (await Apps.OnAsync(database)).Anonymous.PostAsync(
            Path, new { userName = taken.UserName.ToUpperInvariant(), password = Person.Password });

        answer.IsProblem(409, "user_name_taken");
    }

    [Theory, EachDatabase]
    public async Task One_of_many_registrations_of_a_name_at_once_succeeds(DatabaseKind database)
    {
        var app = await Apps.OnAsync(database);
        var name = Person.NewName();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            app.Anonymous.PostAsync(Path, new { userName = name, password = Person.Password })));

        Assert.Equal([201, 409, 409, 409, 409, 409, 409, 409], answers.Select(answer => answer.Status).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("two words")]
    [InlineData("trailing-newline\n")]
    [InlineData("nguyễn")]
    [InlineData("<script>")]
    public async Task Malformed_user_name_is_named(string userName) =>
        (await PostAsync(new { userName, password = Person.Password })).IsInvalid("userName");

    [Fact]
    public async Task Overlong_user_name_is_named() =>
        (await PostAsync(new { userName = new string('a', 65), password = Person.Password })).IsInvalid("userName");

    [Theory]
    [InlineData(7)]
    [InlineData(129)]
    public async Task Password_has_8_to_128_characters(int length) =>
        (await PostAsync(new { userName = Person.NewName(), password = Text(length) })).IsInvalid("password");

    [Theory]
    [InlineData(8)]
    [InlineData(128)]
    public async Task Password_of_8_and_of_128_characters_is_taken(int length) =>
        (await PostAsync(new { userName = Person.NewName(), password = Text(length) })).Is(201);

    [Fact]
    public async Task Password_of_one_repeated_character_is_weak() =>
        (await PostAsync(new { userName = Person.NewName(), password = "aaaaaaaaaaaa" })).IsProblem(422, "weak_password");

    [Theory]
    [InlineData("   ")]
    [InlineData("a\u0007b")]
    [InlineData("two\nlines")]
    public async Task Display_name_is_one_line_of_visible_text(string displayName) =>
        (await PostAsync(new { userName = Person.NewName(), password = Person.Password, displayName })).IsInvalid("displayName");

    [Fact]
    public async Task Name_of_an_admin_cannot_be_registered_where_that_is_off()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Admin:AllowRegistration"] = "false" });

        var answer = await app.Anonymous.PostAsync(Path, new { userName = "ADMIN", password = Person.Password });

        answer.IsProblem(409, "user_name_reserved");
    }

    private static async Task<Answer> PostAsync(object body) => await (await Apps.OnAsync(DatabaseKind.Sqlite)).Anonymous.PostAsync(Path, body);

    private static string Text(int length) => string.Concat(Enumerable.Repeat("abcdefgh", (length / 8) + 1))[..length];
}
