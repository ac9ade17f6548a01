using FluentValidation;
using Messaging.Domain.Messages;

namespace Messaging.Application.Users;

internal static class UserRules
{
    public static IRuleBuilderOptions<T, string> ValidDisplayName<T>(this IRuleBuilderInitial<T, string> rule) => rule
        .Cascade(CascadeMode.Stop)
        .Must(name => !string.IsNullOrWhiteSpace(name)).WithMessage("The display name cannot be empty.")
        .Must(name => name.Trim().Length <= 64).WithMessage("The display name has at most 64 characters.")
        .Must(name => MessageBody.IsPrintable(name) && !name.Contains('\n')).WithMessage("The display name cannot contain control characters.");

    /// <summary>Letters, digits and <c>. _ - @ +</c>: what ASP.NET Core Identity allows by default.</summary>
    public static IRuleBuilderOptions<T, string> ValidUserName<T>(this IRuleBuilderInitial<T, string> rule) => rule
        .Cascade(CascadeMode.Stop)
        .NotEmpty().WithMessage("Give a user name.")
        .Length(2, 64)
        .Matches(@"^[A-Za-z0-9._@+\-]+\z").WithMessage("A user name consists of letters, digits and . _ - @ +.");
}
