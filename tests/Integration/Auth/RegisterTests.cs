using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Auth;

public sealed class RegisterTests
{
    [Theory, EachDatabase]
    public async Task Answer_signs_the_new_user_in(DatabaseKind database)
    {
        var app = await Apps.OnAsync(database);
        var name = Person.NewName();

        var answer = await app.Anonymous.PostAsync(
            "/api/v1/auth/register", new { userName = name, password = Person.Password, displayName = "  Nguyễn Văn An  " });

        answer.Is(201);
        Assert.Equal("/api/v1/me", answer.Header("Location"));
        Assert.Equal(3600, answer["expiresIn"].GetInt32());
        Assert.NotEmpty(answer.String("refreshToken"));
        var me = (await new ApiClient(app.Address, answer.String("accessToken")).GetAsync("/api/v1/me")).Is(200);
        Assert.Equal(answer["user"].GetProperty("id").GetString(), me.String("id"));
        Assert.Equal((name, "Nguyễn Văn An"), (me.String("userName"), me.String("displayName")));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, me["avatarUrl"].ValueKind);
    }
}
