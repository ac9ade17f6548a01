using FluentValidation;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;

namespace Messaging.Application.Messages;

internal static class MessageRules
{
    /// <summary>The rules of <see cref="MessageBody"/>, for sending and editing alike.</summary>
    public static void ValidMessageBody<T>(this IRuleBuilderInitial<T, string> rule) => rule
        .Cascade(CascadeMode.Stop)
        .NotNull().WithMessage("A message needs a body.")
        .Must(body => PlainText.IsVisible(body)).WithMessage("A message cannot be empty.")
        .Must(body => body.Length <= MessageBody.MaxChars
            && MessageBody.CountTextElements(MessageBody.Normalize(body)) <= MessageBody.MaxTextElements)
        .WithMessage($"A message has at most {MessageBody.MaxTextElements} characters.")
        .Must(body => MessageBody.IsPrintable(MessageBody.Normalize(body))).WithMessage("A message cannot contain control characters other than newline and tab.");

    /// <summary>Most ids in one request: as many as a group has members.</summary>
    public static void ValidMentions<T>(this IRuleBuilderInitial<T, IReadOnlyList<UserId>?> rule) => rule
        .Must(mentions => mentions is null || mentions.Count <= Conversation.MaxMembers)
        .WithMessage($"A message mentions at most {Conversation.MaxMembers} users.");
}
