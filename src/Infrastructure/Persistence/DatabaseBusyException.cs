namespace Messaging.Infrastructure.Persistence;

/// <summary>The turn to write did not come within <see cref="DatabaseOptions.MaxWaitSeconds"/>.</summary>
public sealed class DatabaseBusyException() : Exception("The database is busy: the turn to write did not come in time.");
