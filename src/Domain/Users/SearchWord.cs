using Messaging.Domain.Common;

namespace Messaging.Domain.Users;

/// <summary>One word under which a user is found. The names make them; whoever saves names saves the words with them.</summary>
public sealed class SearchWord
{
    /// <summary>Longest word: a user name with its sign.</summary>
    public const int MaxLength = SearchKey.MaxLength + 1;

    /// <summary>Longest <see cref="Order"/>: both names, a space and the sign.</summary>
    public const int MaxOrderLength = 2 * SearchKey.MaxLength + 2;

    private SearchWord()
    {
    }

    public SearchWord(UserId userId, string word, string order) => (UserId, Word, Order) = (userId, word, order);

    public UserId UserId { get; private set; }

    /// <summary>As <see cref="SearchKey"/> folds it.</summary>
    public string Word { get; private set; } = "";

    /// <summary>See <see cref="User.SearchOrder"/>. Here, so that one index gives the found people in their order.</summary>
    public string Order { get; private set; } = "";

    /// <summary>The user has another name, of which this word is still part.</summary>
    public void Move(string order) => Order = order;
}
