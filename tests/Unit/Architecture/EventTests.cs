using System.Reflection;
using System.Text.Json;
using Messaging.Application.Common;
using Messaging.Application.Outbox;
using Messaging.Domain.Common;
using Messaging.Domain.Notifications.Events;
using Messaging.Domain.Users.Events;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Architecture;

/// <summary>Names of events and consumers stand in rows that the next release must be able to read.</summary>
public sealed class EventTests
{
    public static TheoryData<Type> Events => [.. EventTypes];

    private static Type[] EventTypes => [.. Assemblies.Types(Assemblies.Domain, Assemblies.Application).Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IDomainEvent)))];

    private static Type[] ConsumerTypes => [.. Assemblies.Types(Assemblies.Application, Assemblies.Infrastructure).Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IOutboxConsumer)))];

    [Fact]
    public void Event_names_are_these_for_ever()
    {
        // Add new ones. Never change or remove one that has been released: stored rows carry it.
        string[] released =
        [
            "block-changed",
            "channel-presence-reported",
            "conversation-opened",
            "member-removed",
            "member-settings-changed",
            "message-deleted",
            "message-edited",
            "message-read",
            "message-sent",
            "notification-preferences-changed",
            "presence-changed",
            "presence-visibility-changed",
            "profile-changed",
            "reaction-changed",
            "sessions-ended",
        ];

        Assert.Equal(released, EventTypes.Select(type => type.GetCustomAttribute<EventNameAttribute>()?.Name ?? $"{type.Name} has no [EventName]").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Consumer_names_are_these_for_ever()
    {
        string[] released =
        [
            "channel-reports",
            "conversation-updates",
            "drop-connections",
            "end-connections",
            "message-changes",
            "message-notifications",
            "message-read",
            "presence",
            "reactions",
            "refresh-rows",
        ];

        Assert.Equal(released, ConsumerTypes.Select(type => type.GetCustomAttribute<OutboxConsumerAttribute>()?.Name ?? $"{type.Name} has no [OutboxConsumer]").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_event_has_a_consumer()
    {
        var consumed = ConsumerTypes.SelectMany(type => type.GetCustomAttribute<OutboxConsumerAttribute>()!.EventTypes).ToArray();

        Assert.NotEmpty(consumed);
        // Heard inside the process only: preferences concern nobody else, and a profile has its own work list.
        Type[] heardInProcess = [typeof(NotificationPreferencesChanged), typeof(ProfileChanged)];
        Assert.Empty(EventTypes.Except(heardInProcess).Where(type => !Array.Exists(consumed, handled => handled.IsAssignableFrom(type))).Select(type => type.Name));
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void Event_survives_being_stored(Type type)
    {
        foreach (var withNulls in new[] { false, true })
        {
            var stored = JsonSerializer.Serialize(Sample.Of(type, withNulls), type, MessagingJson.Options);
            var read = JsonSerializer.Deserialize(stored, type, MessagingJson.Options)!;

            Assert.Equal(stored, JsonSerializer.Serialize(read, type, MessagingJson.Options));
            Assert.NotEqual(Guid.Empty, ((IDomainEvent)read).OrderKey);
        }
    }
}
