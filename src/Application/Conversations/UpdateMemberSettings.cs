using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;

namespace Messaging.Application.Conversations;

/// <summary>Mutes or archives a conversation for the caller alone. Fields that are not set stay as they are.</summary>
public sealed record UpdateMemberSettings(UserId Me, ConversationId ConversationId, Optional<DateTimeOffset?> MutedUntil, Optional<bool> Archived)
    : ICommand<ConversationView>;

internal sealed class UpdateMemberSettingsValidator : AbstractValidator<UpdateMemberSettings>
{
    public UpdateMemberSettingsValidator() => RuleFor(request => request)
        .Must(request => request.MutedUntil.IsSet || request.Archived.IsSet)
        .WithMessage("Give mutedUntil, archived, or both.").OverridePropertyName("body");
}

internal sealed class UpdateMemberSettingsHandler(IMessagingDb db) : IRequestHandler<UpdateMemberSettings, ConversationView>
{
    public async Task<ConversationView> Handle(UpdateMemberSettings request, CancellationToken cancellationToken)
    {
        var conversation = await db.LockWithLastMessageAsync(request.ConversationId, request.Me, [], cancellationToken)
            ?? throw RefusedException.NotFound("conversation");
        var member = conversation.MemberOf(request.Me);
        if (!member.IsShown) throw RefusedException.NotFound("conversation");
        conversation.ChangeMemberSettings(request.Me, Clock.ToMilliseconds(request.MutedUntil.Or(member.MutedUntil)), request.Archived.Or(member.Archived));
        return ConversationView.Of(conversation, request.Me);
    }
}
