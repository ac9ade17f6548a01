using Messaging.Domain.Conversations;
using Messaging.Domain.Presence;
using Messaging.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Messaging.Infrastructure.Persistence.Configurations;

internal sealed class ChatViewerConfiguration : IEntityTypeConfiguration<ChatViewer>
{
    public void Configure(EntityTypeBuilder<ChatViewer> viewer)
    {
        viewer.HasKey(row => new { row.ConversationId, row.UserId });
        viewer.HasOne<Conversation>().WithMany().HasForeignKey(row => row.ConversationId).OnDelete(DeleteBehavior.Restrict);
        viewer.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Restrict);
        // The repair looks at who is there, longest unchecked first, and drops who has long been gone.
        viewer.HasIndex(row => new { row.IsPresent, row.ReportedAt });
    }
}
