using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;
using Messaging.Domain.Users;

namespace Messaging.Unit.Support;

/// <summary>Two people, their conversation, and a clock that moves when it is told to.</summary>
internal sealed class People
{
    public static readonly DateTimeOffset Start = new(2026, 1, 31, 9, 15, 2, 123, TimeSpan.Zero);

    public People()
    {
        An = new User(UserId.New(Start), "an", "An", Start);
        Binh = new User(UserId.New(Start), "binh", "Bình", Start);
        Conversation = Conversation.OpenDirect(ConversationId.New(Start), An, Binh, Start);
        Conversation.Show(Binh.Id, Start);
    }

    public DateTimeOffset Now { get; set; } = Start;

    public User An { get; }

    public User Binh { get; }

    public Conversation Conversation { get; }

    public Member MemberAn => Conversation.MemberOf(An.Id);

    public Member MemberBinh => Conversation.MemberOf(Binh.Id);

    public Message Send(User from, string body = "Hi") => Conversation.Send(new MessageId(Guid.CreateVersion7(Now)), from.Id, body, Now);

    /// <summary>The one event since the last look.</summary>
    public T TakeEvent<T>()
        where T : IDomainEvent => (T)Xunit.Assert.Single(Conversation.TakeEvents());
}
