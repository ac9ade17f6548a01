using System.Net.Sockets;
using Messaging.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Xunit;

namespace Messaging.Unit.Infrastructure;

/// <summary>Separates faults of the database from bugs of the app.</summary>
public sealed class DatabaseFaultsTests
{
    [Theory]
    [InlineData(5, DatabaseFault.Busy)]
    [InlineData(6, DatabaseFault.Busy)]
    [InlineData(13, DatabaseFault.Full)]
    [InlineData(8, DatabaseFault.ReadOnly)]
    [InlineData(10, DatabaseFault.Down)]
    [InlineData(14, DatabaseFault.Down)]
    [InlineData(1, null)]
    [InlineData(19, null)]
    public void Sqlite(int code, DatabaseFault? fault) => AssertFault(fault, new SqliteException("", code));

    [Theory]
    [InlineData("53300", DatabaseFault.Busy)]
    [InlineData("55P03", DatabaseFault.Busy)]
    [InlineData("57014", DatabaseFault.Busy)]
    [InlineData("40P01", DatabaseFault.Busy)]
    [InlineData("53100", DatabaseFault.Full)]
    [InlineData("25006", DatabaseFault.ReadOnly)]
    [InlineData("57P01", DatabaseFault.Down)]
    [InlineData("57P03", DatabaseFault.Down)]
    [InlineData("08006", DatabaseFault.Down)]
    [InlineData("28P01", DatabaseFault.Down)]
    [InlineData("3D000", DatabaseFault.Down)]
    [InlineData("58030", DatabaseFault.Down)]
    [InlineData("23505", null)]
    [InlineData("23503", null)]
    [InlineData("42P01", null)]
    public void PostgreSql(string state, DatabaseFault? fault) => AssertFault(fault, new PostgresException("", "", "", state));

    [Fact]
    public void Connections_of_postgresql()
    {
        AssertFault(DatabaseFault.Busy, new NpgsqlException("", new TimeoutException()));
        AssertFault(DatabaseFault.Down, new NpgsqlException("", new SocketException(111)));
        AssertFault(DatabaseFault.Down, new NpgsqlException("", new EndOfStreamException()));
        AssertFault(null, new NpgsqlException(""));
    }

    [Fact]
    public void What_is_ours_is_none()
    {
        AssertFault(DatabaseFault.Busy, new DatabaseBusyException());
        AssertFault(null, new InvalidOperationException());
        AssertFault(null, new TimeoutException());
        AssertFault(null, new IOException());
    }

    /// <summary>Alone, and as EF Core wraps it.</summary>
    private static void AssertFault(DatabaseFault? fault, Exception exception)
    {
        Assert.Equal(fault, DatabaseFaults.Of(exception));
        Assert.Equal(fault, DatabaseFaults.Of(new DbUpdateException("", exception)));
        Assert.Equal(fault, DatabaseFaults.Of(new RetryLimitExceededException("", new DbUpdateException("", exception))));
    }
}
