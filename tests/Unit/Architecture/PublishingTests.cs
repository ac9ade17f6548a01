using System.Text.RegularExpressions;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Architecture;

/// <summary>Only a few places may push without the outbox, because such events can be lost.</summary>
public sealed class PublishingTests
{
    private static readonly string[] MayPublish =
    [
        "src/Application/Realtime/IRealtimePublisher.cs", // the seam itself
        "src/Broker/", // a push service; it knows no event of the app
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
            .Where(file => Regex.IsMatch(Repository.WithoutComments(file.Text), @"\b(?:IRealtimePublisher|PusherPublisher|EmbeddedPublisher|BrokerPublisher|NullPublisher)\b", RegexOptions.NonBacktracking))
            .ToArray();

        Assert.Contains(users, file => file.Path == "src/Infrastructure/Outbox/LaneDispatcher.cs");
        Assert.Empty(users.Where(file => !IsOutboxConsumer(file) && !Array.Exists(MayPublish, allowed => file.Path.StartsWith(allowed, StringComparison.Ordinal))).Select(file => file.Path));
    }

    [Fact]
    public void Only_the_dispatcher_and_typing_publish_events()
    {
        // Outbox consumers return their events, and presence only asks who is there.
        var publishing = Repository.Source
            .Where(file => !file.Path.StartsWith("src/Infrastructure/Realtime/", StringComparison.Ordinal) && Repository.WithoutComments(file.Text).Contains("publisher.PublishAsync(", StringComparison.Ordinal))
            .Select(file => file.Path);

        Assert.Equal(["src/Application/Typing/TypingRelay.cs", "src/Infrastructure/Outbox/LaneDispatcher.cs"], publishing);
    }

    private static bool IsOutboxConsumer(SourceFile file) => file.Text.Contains("\n[OutboxConsumer(", StringComparison.Ordinal);
}
