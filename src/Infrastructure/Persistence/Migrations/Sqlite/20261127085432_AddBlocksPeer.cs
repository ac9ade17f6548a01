using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Messaging.Infrastructure.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AddBlocksPeer : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "BlocksPeer",
                table: "Members",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            // Blocks that are older than the column.
            migrationBuilder.Sql(
                """
                UPDATE "Members" SET "BlocksPeer" = TRUE WHERE ("ConversationId", "UserId") IN (
                    SELECT mine."ConversationId", mine."UserId" FROM "Blocks" AS b
                    JOIN "Members" AS mine ON mine."UserId" = b."BlockerId"
                    JOIN "Members" AS other ON other."ConversationId" = mine."ConversationId" AND other."UserId" = b."BlockedId"
                    JOIN "Conversations" AS c ON c."Id" = mine."ConversationId" AND c."Kind" = 'Direct');
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "BlocksPeer",
                table: "Members");
        }
    }
}
