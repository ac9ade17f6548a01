using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;

namespace Messaging.Application.Users;

/// <summary>Changes the caller's profile. Fields that are not set stay as they are.</summary>
public sealed record UpdateMe(UserId Me, Optional<string> DisplayName, Optional<string?> AvatarUrl) : ICommand<UserView>;

internal sealed class UpdateMeValidator : AbstractValidator<UpdateMe>
{
    public UpdateMeValidator()
    {
        RuleFor(request => request.DisplayName.Value).ValidDisplayName().When(request => request.DisplayName.IsSet).OverridePropertyName("displayName");
        RuleFor(request => request.AvatarUrl.Value).ValidAvatarUrl()
            .When(request => request.AvatarUrl is { IsSet: true, Value: not null }).OverridePropertyName("avatarUrl");
    }
}

internal sealed class UpdateMeHandler(IMessagingDb db, WorkBudget budget) : IRequestHandler<UpdateMe, UserView>
{
    public async Task<UserView> Handle(UpdateMe request, CancellationToken cancellationToken)
    {
        var user = (await db.LockUsersAsync([request.Me], cancellationToken)).SingleOrDefault() ?? throw RefusedException.CallerIsGone();
        var before = UserView.Of(user);
        user.Rename(request.DisplayName.Or(user.DisplayName));
        user.ChangeAvatar(request.AvatarUrl.Or(user.AvatarUrl));
        // Lists of other people show the name: they have to be told.
        if (UserView.Of(user) != before)
        {
            await budget.SpendOnRowsOfAsync(db, user.Id, cancellationToken);
            await db.RefreshRowsOfAsync(user.Id, cancellationToken);
        }

        return UserView.Of(user);
    }
}
