using System.Text.Json;
using Messaging.Domain.Messages;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Domain.Messages;

public sealed class MentionTextTests
{
    /// <summary>The web client passes the same list.</summary>
    [Fact]
    public void Users_are_named_as_the_shared_vectors_say()
    {
        var vectors = JsonSerializer.Deserialize<Vector[]>(Repository.Read("tests/Vectors/mentions.json"), JsonSerializerOptions.Web)!;

        Assert.NotEmpty(vectors);
        Assert.All(vectors, vector => Assert.Equal(vector.Mentions, MentionText.Names(vector.Text, vector.UserName)));
    }

    private sealed record Vector(string Text, string UserName, bool Mentions);
}
