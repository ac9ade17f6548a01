using Messaging.Domain.Blocks;
using Messaging.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Messaging.Infrastructure.Persistence.Configurations;

internal sealed class BlockConfiguration : IEntityTypeConfiguration<Block>
{
    public void Configure(EntityTypeBuilder<Block> block)
    {
        block.HasKey(row => new { row.BlockerId, row.BlockedId });
        block.HasOne<User>().WithMany().HasForeignKey(row => row.BlockerId).OnDelete(DeleteBehavior.Restrict);
        block.HasOne<User>().WithMany().HasForeignKey(row => row.BlockedId).OnDelete(DeleteBehavior.Restrict);
        // A block works both ways, so it is looked up from both sides.
        block.HasIndex(row => row.BlockedId);
    }
}
