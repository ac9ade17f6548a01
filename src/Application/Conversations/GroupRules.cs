using FluentValidation;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;

namespace Messaging.Application.Conversations;

internal static class GroupRules
{
    public static void ValidGroupTitle<T>(this IRuleBuilderInitial<T, string> rule) => rule
        .Cascade(CascadeMode.Stop)
        .Must(title => title is not null && PlainText.IsVisible(title)).WithMessage("A group needs a title.")
        .Must(title => title.Trim().Length <= Conversation.MaxTitleLength).WithMessage($"A title has at most {Conversation.MaxTitleLength} characters.")
        .Must(PlainText.IsName).WithMessage("A title cannot contain line ends, control characters or characters that turn the writing direction.");

    public static void ValidMemberIds<T>(this IRuleBuilderInitial<T, IReadOnlyList<UserId>> rule) => rule
        .Cascade(CascadeMode.Stop)
        .NotEmpty().WithMessage("Give the ids of the other members.")
        .Must(ids => ids.Count <= Conversation.MaxMembers).WithMessage($"A group has at most {Conversation.MaxMembers} members.");
}
