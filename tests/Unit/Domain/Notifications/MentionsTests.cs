using System.Text.Json;
using Messaging.Domain.Notifications;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Domain.Notifications;

public sealed class MentionsTests
{
    /// <summary>The web client passes the same list.</summary>
    [Fact]
    public void Users_are_named_as_the_shared_vectors_say()
    {
        var vectors = JsonSerializer.Deserialize<Vector[]>(Repository.Read("tests/Vectors/mentions.json"), JsonSerializerOptions.Web)!;

        Assert.NotEmpty(vectors);
        Assert.All(vectors, vector => Assert.Equal(vector.Mentions, Mentions.Names(vector.Text, vector.UserName)));
    }

    private sealed record Vector(string Text, string UserName, bool Mentions);
}
