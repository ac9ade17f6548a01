using Messaging.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Messaging.Infrastructure.Persistence.Configurations;

internal sealed class RowRefreshConfiguration : IEntityTypeConfiguration<RowRefresh>
{
    public void Configure(EntityTypeBuilder<RowRefresh> refresh)
    {
        refresh.HasKey(row => row.UserId);
        refresh.HasOne<User>().WithOne().HasForeignKey<RowRefresh>(row => row.UserId).OnDelete(DeleteBehavior.Restrict);
        // The next one that nobody works on.
        refresh.HasIndex(row => row.ClaimedUntil);
    }
}
