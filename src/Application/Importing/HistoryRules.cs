using FluentValidation;
using Messaging.Application.Auth;
using Messaging.Application.Conversations;
using Messaging.Application.Messages;
using Messaging.Application.Reactions;
using Messaging.Application.Users;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Reactions;

namespace Messaging.Application.Importing;

/// <summary>The rules for registering, applied to a line of the file.</summary>
internal sealed class UserRulesOfFile : AbstractValidator<HistoryUser>
{
    public UserRulesOfFile()
    {
        RuleFor(user => user.Id).NotEmpty();
        RuleFor(user => user.UserName).ValidUserName();
        RuleFor(user => user.DisplayName!).ValidDisplayName().When(user => user.DisplayName is not null);
        RuleFor(user => user.Password!).Length(PasswordLength.Min, PasswordLength.Max).WithMessage($"A password has {PasswordLength.Min} to {PasswordLength.Max} characters.").When(user => user.Password is not null);
        RuleFor(user => user.Issuer).Must((user, issuer) => (issuer is null) == (user.Subject is null) && (issuer is null || OutsideSubject.IsValid(issuer, user.Subject!)))
            .WithMessage("Give issuer and subject, both in printable ASCII, or neither.");
    }
}

/// <summary>The rules for opening a conversation, applied to a line of the file.</summary>
internal sealed class ConversationRulesOfFile : AbstractValidator<HistoryConversation>
{
    public ConversationRulesOfFile()
    {
        RuleFor(conversation => conversation.Id).NotEmpty();
        RuleFor(conversation => conversation.Kind).NotNull().WithMessage("The kind is direct or group.");
        RuleFor(conversation => conversation.Members).Must((conversation, members) => members is not null && members.Distinct().Count() == members.Count
            && (conversation.Kind == ConversationKind.Direct ? members.Count == 2 : members.Count is >= 1 and <= Conversation.MaxMembers))
            .WithMessage($"A direct conversation has two different members, a group 1 to {Conversation.MaxMembers}.");
        When(conversation => conversation.Kind == ConversationKind.Group, () => RuleFor(conversation => conversation.Title!).ValidGroupTitle())
            .Otherwise(() => RuleFor(conversation => conversation.Title).Null().WithMessage("A direct conversation has no title."));
    }
}

/// <summary>The rules for sending, applied to a line of the file.</summary>
internal sealed class MessageRulesOfFile : AbstractValidator<HistoryMessage>
{
    /// <summary>How far the clock of the old server may have been ahead.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(5);

    public MessageRulesOfFile(TimeProvider time)
    {
        RuleFor(message => message.Id).NotEmpty();
        RuleFor(message => message.Body).ValidMessageBody();
        RuleFor(message => message.SentAt)
            .GreaterThan(DateTimeOffset.UnixEpoch).WithMessage("Give the time with a time zone, as in 2025-01-31T09:15:02.123Z.")
            .LessThan(time.Now() + ClockDifference).WithMessage("The time lies in the future.");
        RuleFor(message => message.Reactions).Must(reactions => reactions!.Count <= Reaction.MaxKinds && reactions.All(reaction => reaction is not null))
            .WithMessage($"A message takes at most {Reaction.MaxKinds} kinds of reaction.").When(message => message.Reactions is not null);
        RuleForEach(message => message.Reactions).ChildRules(reaction =>
        {
            reaction.RuleFor(kind => kind.Emoji).ValidEmoji();
            reaction.RuleFor(kind => kind.Users).NotEmpty().WithMessage("Give the users who reacted.");
        }).When(message => message.Reactions?.All(reaction => reaction is not null) == true);
        RuleFor(message => message.Mentions).Must(mentions => mentions!.Count <= Conversation.MaxMembers)
            .WithMessage($"A message mentions at most {Conversation.MaxMembers} users.").When(message => message.Mentions is not null);
    }
}
