using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Messaging.Infrastructure.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class AddBlocksPeer : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "BlocksPeer",
                table: "Members",
                type: "bit",
                nullable: false,
                defaultValue: false);

            // Blocks that are older than the column. A statement of its own: a script is compiled as a whole, before the column is there.
            migrationBuilder.Sql(
                """
                EXEC(N'UPDATE mine SET [BlocksPeer] = 1 FROM [Blocks] AS b
                    JOIN [Members] AS mine ON mine.[UserId] = b.[BlockerId]
                    JOIN [Members] AS other ON other.[ConversationId] = mine.[ConversationId] AND other.[UserId] = b.[BlockedId]
                    JOIN [Conversations] AS c ON c.[Id] = mine.[ConversationId] AND c.[Kind] = ''Direct''');
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
