using Messaging.Domain.Common;

namespace Messaging.Domain.Users;

/// <summary>A person as others see them. Passwords and sign-in live with Identity, under the same id.</summary>
public sealed class User
{
    /// <summary>The shortest user name.</summary>
    public const int MinUserNameLength = 2;

    /// <summary>The longest user name, and the longest display name.</summary>
    public const int MaxNameLength = 64;

    private User()
    {
    }

    public User(UserId id, string userName, string displayName, DateTimeOffset now)
    {
        Id = id;
        UserName = userName;
        CreatedAt = now;
        Rename(displayName);
    }

    public UserId Id { get; private set; }

    /// <summary>Unique, case-insensitively; 2 to 64 letters, digits and <c>. _ - @ +</c>.</summary>
    public string UserName { get; private set; } = "";

    /// <summary>1 to 64 characters, as the person wrote it.</summary>
    public string DisplayName { get; private set; } = "";

    /// <summary>An absolute https address, or null.</summary>
    public string? AvatarUrl { get; private set; }

    /// <summary><see cref="UserName"/> as search compares it.</summary>
    public string UserNameKey { get; private set; } = "";

    /// <summary><see cref="DisplayName"/> as search compares it.</summary>
    public string DisplayNameKey { get; private set; } = "";

    /// <summary>The <see cref="SearchKey.Version"/> that made the two keys; 0 for a row of a release before there were versions.</summary>
    public int SearchKeyVersion { get; private set; }

    /// <summary>
    /// Grows by one with every change to one of this user's conversation rows. Only to be moved while
    /// the user's row is locked: that makes it gapless and commit-ordered.
    /// </summary>
    public long Revision { get; private set; }

    /// <summary>Others see how far this user has read, and this user sees it of others. Both or neither.</summary>
    public bool SharesReadReceipts { get; private set; } = true;

    /// <summary>Others see when this user types, and the other way round.</summary>
    public bool SharesTyping { get; private set; } = true;

    /// <summary>Others see when this user is online, and the other way round.</summary>
    public bool SharesPresence { get; private set; } = true;

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Makes a user from the stored row, for code that reads rows without EF Core and writes the revision only.</summary>
    public static User Restore(
        UserId id, string userName, string displayName, string? avatarUrl, long revision, bool sharesReadReceipts, bool sharesTyping, bool sharesPresence,
        DateTimeOffset createdAt) => new()
    {
        Id = id, UserName = userName, DisplayName = displayName, AvatarUrl = avatarUrl, Revision = revision, SharesReadReceipts = sharesReadReceipts,
        SharesTyping = sharesTyping, SharesPresence = sharesPresence, CreatedAt = createdAt,
    };

    public long NextRevision() => ++Revision;

    public void Rename(string displayName)
    {
        DisplayName = displayName.Trim();
        RenewKeys();
    }

    /// <summary>Makes the keys anew from the names, as this release folds them.</summary>
    public void RenewKeys() =>
        (UserNameKey, DisplayNameKey, SearchKeyVersion) = (SearchKey.Of(UserName), SearchKey.Of(DisplayName), SearchKey.Version);

    /// <summary>The words under which search finds this user, each once.</summary>
    public IReadOnlyCollection<string> SearchWords() =>
        [.. SearchKey.WordsOf(DisplayNameKey).Concat(SearchKey.WordsOf(UserNameKey)).Append(SearchKey.OfUserName(UserNameKey)).Distinct(StringComparer.Ordinal)];

    /// <summary>The place of this user among people who are found by the same word: by name, and unique.</summary>
    public string SearchOrder() => $"{DisplayNameKey} {SearchKey.OfUserName(UserNameKey)}";

    public void ChangeAvatar(string? avatarUrl) => AvatarUrl = avatarUrl;

    public void ChangePrivacy(bool readReceipts, bool typing, bool presence) =>
        (SharesReadReceipts, SharesTyping, SharesPresence) = (readReceipts, typing, presence);
}
