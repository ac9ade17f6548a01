using Messaging.Domain.Blocks;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Users;
using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Xunit;

namespace Messaging.Integration.Persistence;

/// <summary>The way from each version to the next, on a database with rows in it.</summary>
public sealed class MigrationsTests
{
    private static DateTimeOffset Now => DateTimeOffset.UnixEpoch;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, EachDatabase]
    public async Task Rows_of_every_version_come_through_every_later_migration(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, isMigrated: false);
        await using var db = database.OpenContext();
        var migrations = db.Database.GetMigrations().ToArray();

        var before = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var version = 0; version < migrations.Length; version++)
        {
            await db.GetService<IMigrator>().MigrateAsync(migrations[version], Cancel);
            var schema = new Schema(db, migrations[version]);
            await AssertKeptAsync(schema, before, migrations[version]);
            await schema.FillAsync(version + 1, Cancel);
            before = await schema.CountAsync(Cancel);
            Assert.All(before, table => Assert.True(table.Value >= 1, table.Key));
        }

        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Cancel));
        Assert.Contains("Messages", before);
    }

    /// <summary>How a release is taken back: down to the version before, and up again later.</summary>
    [Theory, EachDatabase]
    public async Task Each_migration_can_be_taken_back_and_applied_again(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, isMigrated: false);
        await using var db = database.OpenContext();
        var migrator = db.GetService<IMigrator>();
        string[] versions = [Migration.InitialDatabase, .. db.Database.GetMigrations()];
        await migrator.MigrateAsync(cancellationToken: Cancel);

        foreach (var version in versions.SkipLast(1).Reverse())
        {
            await migrator.MigrateAsync(version, Cancel);
            Assert.Equal(versions.TakeWhile(other => other != version).Append(version).Skip(1), await db.Database.GetAppliedMigrationsAsync(Cancel));
        }

        await migrator.MigrateAsync(cancellationToken: Cancel);

        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Cancel));
        await new Schema(db, versions[^1]).FillAsync(1, Cancel);
    }

    [Theory, EachDatabase]
    public async Task Script_makes_the_schema_that_the_app_would_make(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, isMigrated: false);
        await using var db = database.OpenContext();
        await database.CreateEmptyAsync();

        await database.RunScriptAsync(MigrationScript.For(Enum.Parse<DatabaseProvider>(kind.ToString())));

        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Cancel));
        var newest = db.Database.GetMigrations().Last();
        await new Schema(db, newest).FillAsync(1, Cancel);
    }

    /// <summary>SQLite has no conditions in its language: there only the part after a migration can be asked for.</summary>
    [Theory, EachDatabase]
    public async Task Script_that_is_run_again_changes_nothing(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var db = database.OpenContext();
        var newest = db.Database.GetMigrations().Last();
        var schema = new Schema(db, newest);
        await schema.FillAsync(1, Cancel);
        var before = await schema.CountAsync(Cancel);
        var provider = Enum.Parse<DatabaseProvider>(kind.ToString());

        var script = MigrationScript.For(provider, kind == DatabaseKind.Sqlite ? newest : null);
        await database.RunScriptAsync(script);
        await database.RunScriptAsync(script);

        Assert.Equal(before, await schema.CountAsync(Cancel));
        Assert.Equal(db.Database.GetMigrations(), await db.Database.GetAppliedMigrationsAsync(Cancel));
    }

    [Theory, EachDatabase]
    public async Task Blocks_that_are_older_than_their_mark_get_it(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var (an, binh) = (new User(UserId.New(Now), "an", "An", Now), new User(UserId.New(Now), "binh", "Bình", Now));
        await using (var db = database.OpenContext())
        {
            db.Add(Conversation.OpenDirect(ConversationId.New(Now), an, binh, Now));
            db.Add(Conversation.OpenGroup(ConversationId.New(Now), an, "Both", [binh], Now));
            db.Add(new Block(an.Id, binh.Id, Now));
            await db.SaveChangesAsync(Cancel);
            var names = db.Database.GetMigrations().ToList();
            await db.GetService<IMigrator>().MigrateAsync(names[names.FindIndex(name => name.EndsWith("_AddBlocksPeer", StringComparison.Ordinal)) - 1], Cancel);
            await db.GetService<IMigrator>().MigrateAsync(cancellationToken: Cancel);
        }

        await using var later = database.OpenContext();
        var marked = Assert.Single(await later.Members.Where(member => member.BlocksPeer).ToListAsync(Cancel));
        Assert.Equal(an.Id, marked.UserId);
        Assert.Equal(ConversationKind.Direct, (await later.Conversations.SingleAsync(conversation => conversation.Id == marked.ConversationId, Cancel)).Kind);
    }

    private static async Task AssertKeptAsync(Schema schema, Dictionary<string, long> before, string migration)
    {
        var after = await schema.CountAsync(Cancel);
        foreach (var (table, rows) in before.Where(table => after.ContainsKey(table.Key)))
            Assert.True(after[table] >= rows, $"{migration} took {rows - after[table]} rows of {table}");
    }
}
