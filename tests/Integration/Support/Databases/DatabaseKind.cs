namespace Messaging.Integration.Support;

/// <summary>The databases that the app runs on.</summary>
public enum DatabaseKind
{
    Sqlite,
    PostgreSql,
    SqlServer,
}
