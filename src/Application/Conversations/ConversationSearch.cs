using Messaging.Application.Common;
using Messaging.Application.Users;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Conversations;

/// <summary>
/// Finds a user's own conversations by words, in any order, as people search does: each word begins one of the title, or one of
/// a name of a present member other than the user.
/// </summary>
public sealed class ConversationSearch(IMessagingDb db)
{
    /// <summary>Leaves those of a user's rows that every word of the query finds.</summary>
    internal async Task<IQueryable<Member>> NarrowAsync(IQueryable<Member> mine, UserId me, string query, CancellationToken cancellationToken)
    {
        var words = SearchKey.AskedFor(query);
        if (words.Count == 0) return mine.Where(_ => false);

        var titles = await TitlesAsync(mine, cancellationToken);
        foreach (var word in words)
        {
            var people = db.HavingWord(word);
            var titled = titles.Where(title => title.Words.Any(own => own.StartsWith(word, StringComparison.Ordinal))).Select(title => title.Id).ToArray();
            mine = mine.Where(member => EF.Parameter(titled).Contains(member.ConversationId)
                || db.Members.Any(other => other.ConversationId == member.ConversationId && other.UserId != me && people.Any(row => row.UserId == other.UserId)));
        }

        return mine;
    }

    /// <summary>The words of the titles, which are folded here and not stored: they are as few as the user's groups.</summary>
    private async Task<List<(ConversationId Id, string[] Words)>> TitlesAsync(IQueryable<Member> mine, CancellationToken cancellationToken)
    {
        var groups = await mine
            .Join(db.Conversations.Where(conversation => conversation.Title != null), member => member.ConversationId, conversation => conversation.Id,
                (_, conversation) => new { conversation.Id, conversation.Title })
            .ToListAsync(cancellationToken);
        return groups.ConvertAll(group => (group.Id, SearchKey.WordsOf(SearchKey.Of(group.Title!)).ToArray()));
    }
}
