using FluentValidation;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;

namespace Messaging.Application.Conversations;

internal static class GroupRules
{
    public static void ValidGroupTitle<T>(this IRuleBuilderInitial<T, string> rule) => rule
        .Cascade(CascadeMode.Stop)
        .Must(title => !string.IsNullOrWhiteSpace(title)).WithMessage("A group needs a title.")
        .Must(title => title.Trim().Length <= Conversation.MaxTitleLength).WithMessage($"A title has at most {Conversation.MaxTitleLength} characters.")
        .Must(title => MessageBody.IsPrintable(title) && !title.Contains('\n')).WithMessage("A title cannot contain control characters.");

    public static void ValidMemberIds<T>(this IRuleBuilderInitial<T, IReadOnlyList<UserId>> rule) => rule
        .Cascade(CascadeMode.Stop)
        .NotEmpty().WithMessage("Give the ids of the other members.")
        .Must(ids => ids.Count <= Conversation.MaxMembers).WithMessage($"A group has at most {Conversation.MaxMembers} members.");
}
