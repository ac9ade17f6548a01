namespace Messaging.Infrastructure.Persistence;

/// <summary>Why the database cannot do now what it could do a moment ago, and will be able to do later.</summary>
public enum DatabaseFault
{
    /// <summary>Locks are held for too long, statements take too long, or there are no free connections.</summary>
    Busy,

    /// <summary>The disk, or the space that the database may use, is full.</summary>
    Full,

    /// <summary>The database can be read but not written: a standby, or a disk that went read-only.</summary>
    ReadOnly,

    /// <summary>The database does not answer, refuses connections, or cannot use its files.</summary>
    Down,
}
