using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Xunit;

namespace Messaging.Unit.Deployment;

/// <summary>
/// The release before must run on the schema of the one after: nodes of both share the database during
/// an upgrade, and going back is starting the old program. So a migration only adds.
/// </summary>
public sealed class MigrationTests
{
    private static Migration[] Migrations { get; } =
    [
        .. typeof(MessagingDbContext).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Migration))).Select(type => (Migration)Activator.CreateInstance(type)!),
    ];

    [Fact]
    public void Migrations_only_add()
    {
        Assert.NotEmpty(Migrations);
        Assert.Equal([], Migrations.SelectMany(migration => migration.UpOperations.Where(operation => !IsAddition(operation, migration)).Select(operation => $"{migration.GetType().FullName}: {operation.GetType().Name}")));
    }

    [Fact]
    public void A_column_that_old_releases_do_not_fill_is_no_addition()
    {
        Assert.True(IsAddition(new AddColumnOperation { IsNullable = true }, Migrations[0]));
        Assert.True(IsAddition(new AddColumnOperation { DefaultValue = 0 }, Migrations[0]));
        Assert.False(IsAddition(new AddColumnOperation(), Migrations[0]));
        Assert.False(IsAddition(new DropColumnOperation(), Migrations[0]));
        Assert.False(IsAddition(new RenameColumnOperation(), Migrations[0]));
        Assert.False(IsAddition(new CreateIndexOperation { Table = "of an older migration", IsUnique = true }, Migrations[0]));
    }

    private static bool IsAddition(MigrationOperation operation, Migration migration) => operation switch
    {
        CreateTableOperation or CreateSequenceOperation or EnsureSchemaOperation or DropIndexOperation or AddForeignKeyOperation or InsertDataOperation or SqlOperation => true,
        // On a table that old releases write to, it could refuse what they write.
        CreateIndexOperation index => !index.IsUnique || migration.UpOperations.OfType<CreateTableOperation>().Any(table => table.Name == index.Table),
        AddColumnOperation column => column.IsNullable || column.DefaultValue is not null || column.DefaultValueSql is not null,
        _ => false,
    };
}
