using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Messaging.Infrastructure.Persistence.Migrations.SqlServer
{
    /// <summary>Takes away what was computed from texts that were edited or deleted. There is no way back, and none is needed.</summary>
    public partial class ForgetFingerprints : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql(
                """
                UPDATE [Messages] SET [Fingerprint] = 0x WHERE [EditedAt] IS NOT NULL OR [DeletedAt] IS NOT NULL;
                """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
        }
    }
}
