using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Users;

/// <summary>
/// People of whom every word of the query begins a word of the display name or of the user name, in any order; case and
/// diacritics do not matter. With <c>@</c> before it a word is the beginning of the user name.
/// </summary>
/// <param name="Me">The caller, who is not among the found.</param>
/// <param name="Query">1 to 64 characters.</param>
/// <param name="Cursor">Where the page before ended, or null.</param>
/// <param name="Limit">Most people on a page.</param>
public sealed record SearchUsers(UserId Me, string Query, string? Cursor, int Limit) : IRequest<Page<UserView>>;

internal sealed class SearchUsersValidator : AbstractValidator<SearchUsers>
{
    public SearchUsersValidator()
    {
        RuleFor(request => request.Query).NotEmpty().MaximumLength(User.MaxNameLength);
        RuleFor(request => request.Limit).InclusiveBetween(1, 50);
    }
}

internal sealed class SearchUsersHandler(IMessagingDb db) : IRequestHandler<SearchUsers, Page<UserView>>
{
    private const string CursorKind = "people";

    /// <summary>So many words are weighed against each other.</summary>
    private const int MostWeighed = 4;

    /// <summary>Counting ends here: a word that more people have is common.</summary>
    private const int Common = 1_000;

    public async Task<Page<UserView>> Handle(SearchUsers request, CancellationToken cancellationToken)
    {
        var words = SearchKey.AskedFor(request.Query);
        var position = request.Cursor is null ? null : Cursor.ReadTexts(request.Cursor, CursorKind, 3);
        if (words.Count == 0) return new Page<UserView>([], NextCursor: null);

        // The word that leads decides the order, so it stays the same on every page.
        var lead = position?[0] ?? await RarestAsync(words, cancellationToken);
        if (!words.Contains(lead)) throw Cursor.Invalid();

        var found = FoundBy(lead);
        foreach (var other in words.Where(word => word != lead))
            // The names stand in the order: only those that contain the word are looked up.
            found = found.Where(row => row.Order.Contains(other) && db.HavingWord(other).Any(word => word.UserId == row.UserId));
        if (position is [_, var word, var order])
            found = found.Where(row => row.Word.CompareTo(word) >= 0 && (row.Word != word || row.Order.CompareTo(order) > 0));

        var page = await found
            .Where(row => row.UserId != request.Me)
            .OrderBy(row => row.Word).ThenBy(row => row.Order)
            .Take(request.Limit + 1)
            .Join(db.Users, row => row.UserId, user => user.Id, (row, user) => new { row.Word, row.Order, user.Id, user.UserName, user.DisplayName, user.AvatarUrl })
            .OrderBy(row => row.Word).ThenBy(row => row.Order)
            .ToListAsync(cancellationToken);
        var next = page.Count > request.Limit && page[request.Limit - 1] is var last ? Cursor.Write(CursorKind, lead, last.Word, last.Order) : null;
        return new Page<UserView>([.. page.Take(request.Limit).Select(row => new UserView(row.Id, row.UserName, row.DisplayName, row.AvatarUrl))], next);
    }

    /// <summary>Everyone with such a word, once: at the first of several.</summary>
    private IQueryable<SearchWord> FoundBy(string asked)
    {
        var all = db.HavingWord(asked);
        return all.Where(row => !all.Any(earlier => earlier.UserId == row.UserId && earlier.Word.CompareTo(row.Word) < 0));
    }

    /// <summary>The word that the fewest have: the others are looked up for each person who has it.</summary>
    private async Task<string> RarestAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (words.Count == 1) return words[0];

        var (rarest, fewest) = (words[0], int.MaxValue);
        foreach (var word in words.OrderByDescending(word => word.Length).Take(MostWeighed))
        {
            var count = await db.HavingWord(word).Select(row => row.UserId).Take(Common).CountAsync(cancellationToken);
            if (count < fewest) (rarest, fewest) = (word, count);
        }

        return rarest;
    }
}

/// <summary>How search looks words up.</summary>
internal static class SearchWordQueries
{
    /// <summary>The words that begin with this one.</summary>
    public static IQueryable<SearchWord> HavingWord(this IMessagingDb db, string asked)
    {
        // A range, not LIKE: the columns have a binary collation on every database, so the range is the beginning and
        // the index serves it.
        var after = SearchKey.After(asked);
        return db.SearchWords.Where(row => row.Word.CompareTo(asked) >= 0 && row.Word.CompareTo(after) < 0);
    }
}
