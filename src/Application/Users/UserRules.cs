using FluentValidation;
using Messaging.Domain.Common;
using Messaging.Domain.Users;

namespace Messaging.Application.Users;

internal static class UserRules
{
    public static IRuleBuilderOptions<T, string> ValidDisplayName<T>(this IRuleBuilderInitial<T, string> rule) => rule
        .Cascade(CascadeMode.Stop)
        .Must(name => name is not null && PlainText.IsVisible(name)).WithMessage("The display name cannot be empty.")
        .Must(name => name.Trim().Length <= User.MaxNameLength).WithMessage($"The display name has at most {User.MaxNameLength} characters.")
        .Must(PlainText.IsName).WithMessage("The display name cannot contain line ends, control characters or characters that turn the writing direction.");

    /// <summary>An absolute https address in visible characters, of at most 500.</summary>
    public static IRuleBuilderOptions<T, string?> ValidAvatarUrl<T>(this IRuleBuilder<T, string?> rule) => rule
        .MaximumLength(500)
        .Must(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
            && PlainText.IsName(url) && !url.Any(char.IsWhiteSpace))
        .WithMessage("The avatar must be an absolute https address.");

    /// <summary>Letters, digits and <c>. _ - @ +</c>: what ASP.NET Core Identity allows by default.</summary>
    public static IRuleBuilderOptions<T, string> ValidUserName<T>(this IRuleBuilderInitial<T, string> rule) => rule
        .Cascade(CascadeMode.Stop)
        .NotEmpty().WithMessage("Give a user name.")
        .Length(User.MinUserNameLength, User.MaxNameLength)
        .Matches(@"^[A-Za-z0-9._@+\-]+\z").WithMessage("A user name consists of letters, digits and . _ - @ +.");
}
