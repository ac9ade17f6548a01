using FluentValidation;
using Messaging.Domain.Reactions;

namespace Messaging.Application.Reactions;

internal static class ReactionRules
{
    /// <summary>One emoji, in any of its spellings.</summary>
    public static IRuleBuilderOptions<T, string> ValidEmoji<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(emoji => Emoji.Normalize(emoji) is not null).WithMessage("Give exactly one emoji.");
}
