using CsCheck;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Conversations.Events;
using Messaging.Domain.Messages;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Domain;

/// <summary>The numbers that clients rely on hold for all actions of two users in any order.</summary>
public sealed class ConversationModelTests
{
    private static readonly Gen<(int Kind, bool ByAn, int Target)[]> Steps =
        Gen.Select(Gen.Int[0, 7], Gen.Bool, Gen.Int[0, 1_000]).Select(step => (step.Item1, step.Item2, step.Item3)).Array[1, 60];

    [Fact]
    public void Numbers_hold_in_every_interleaving() => Steps.Sample(steps =>
    {
        var people = new People();
        var messages = new List<Message>();
        people.Conversation.TakeEvents();
        foreach (var (kind, byAn, target) in steps)
        {
            var before = (people.Conversation.Revision, An: people.An.Revision, Binh: people.Binh.Revision);
            Step(people, messages, kind, byAn ? people.An.Id : people.Binh.Id, target);

            var all = people.Conversation.TakeEvents();
            var events = all.OfType<IConversationChanged>().ToArray();
            var visible = all.Count(changed => changed is not MemberSettingsChanged);
            Assert.Equal(before.Revision + visible, people.Conversation.Revision);
            Assert.Equal(before.An + events.Count(changed => IsChanged(changed, people.An.Id)), people.An.Revision);
            Assert.Equal(before.Binh + events.Count(changed => IsChanged(changed, people.Binh.Id)), people.Binh.Revision);
        }

        Assert.Equal(Enumerable.Range(1, messages.Count).Select(number => (long)number), messages.Select(message => message.Sequence));
        Assert.Equal(messages.Count, people.Conversation.LastSequence);
        Assert.Equal(Unread(messages, people.An.Id), people.MemberAn.UnreadCount);
        Assert.Equal(Unread(messages, people.Binh.Id), people.MemberBinh.UnreadCount);
        Assert.Equal(Mentions(messages, people.MemberAn), people.MemberAn.MentionedIn ?? []);
        Assert.Equal(Mentions(messages, people.MemberBinh), people.MemberBinh.MentionedIn ?? []);
        // No two messages share a revision, so a feed by revision misses none of them.
        Assert.Equal(messages.Count, messages.Select(message => message.Revision).Distinct().Count());
    });

    private static WantedMentions Wanted(People people, int target) => new(target % 2 == 0 ? [people.An.Id, people.Binh.Id] : []);

    private static IEnumerable<long> Mentions(List<Message> messages, Member member) => messages
        .Where(message => message.Sequence > member.LastReadSequence && !message.IsDeleted && message.IsDirectedAt(member.UserId))
        .Select(message => message.Sequence);

    private static void Step(People people, List<Message> messages, int kind, UserId by, int target)
    {
        var message = messages.Count == 0 ? null : messages[target % messages.Count];
        try
        {
            switch (kind)
            {
                case 0 or 1:
                    var replyTo = kind == 1 && message is not null ? people.Conversation.Answerable(message) : null;
                    var mentions = people.Conversation.MentionsOf(by, "", Wanted(people, target));
                    messages.Add(people.Conversation.Send(new MessageId(Guid.CreateVersion7(people.Now)), by, $"{target}", people.Now, replyTo, mentions));
                    break;
                case 2 when message is not null:
                    people.Conversation.Edit(message, by, $"{target % 3}", people.Now, Wanted(people, target));
                    break;
                case 3 when message is not null:
                    people.Conversation.Delete(message, by, people.Now);
                    break;
                case 4:
                    people.Conversation.ChangeMemberSettings(by, target % 2 == 0 ? null : people.Now.AddMinutes(target % 3), target % 5 == 0);
                    break;
                case 5 when message is not null:
                    people.Conversation.React(message, by, target % 3 == 0 ? "👍" : "🎉");
                    break;
                case 6 when message is not null:
                    people.Conversation.TakeReactionBack(message, by, target % 3 == 0 ? "👍" : "🎉");
                    break;
                default:
                    people.Now = people.Now.AddSeconds(target);
                    break;
            }
        }
        catch (RefusedException)
        {
            // A refusal must leave no trace: the numbers are compared all the same.
        }
    }

    private static bool IsChanged(IConversationChanged changed, UserId user) => changed.Conversation.Members.Single(member => member.UserId == user).Changed;

    private static int Unread(List<Message> messages, UserId reader) => messages.Count(message => message.SenderId != reader && !message.IsDeleted);
}
