using System.Text.RegularExpressions;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Architecture;

/// <summary>What is pushed without the outbox can be lost, so few places may do that.</summary>
public sealed class PublishingTests
{
    private static readonly string[] MayPublish =
    [
        "src/Application/Realtime/IRealtimePublisher.cs", // the seam itself
        "src/Infrastructure/Realtime/", // the publishers and their registration
        "src/Infrastructure/Outbox/", // what was stored first
        "src/Application/Conversations/DropConnections.cs", // an outbox consumer: ends connections, announces nothing
        "src/Application/Typing/", // worth nothing a second later, so nothing is lost with it
        "src/Application/Presence/", // asks who is there; announces nothing
    ];

    [Fact]
    public void Only_the_outbox_and_typing_reach_the_publisher()
    {
        var users = Repository.Source
            .Where(file => Regex.IsMatch(Repository.WithoutComments(file.Text), @"\b(?:IRealtimePublisher|PusherPublisher|EmbeddedPublisher|NullPublisher)\b", RegexOptions.NonBacktracking))
            .Select(file => file.Path)
            .ToArray();

        Assert.Contains("src/Infrastructure/Outbox/LaneDispatcher.cs", users);
        Assert.DoesNotContain(users, path => !Array.Exists(MayPublish, allowed => path.StartsWith(allowed, StringComparison.Ordinal)));
    }

    [Fact]
    public void Presence_does_not_publish()
    {
        // It may ask the push service who is there. Changes are announced through the outbox.
        var presence = Repository.Source.Where(file => file.Path.Contains("/Presence/", StringComparison.Ordinal));

        Assert.Empty(presence.Where(file => Repository.WithoutComments(file.Text).Contains("PublishAsync(", StringComparison.Ordinal)).Select(file => file.Path));
    }
}
