using Messaging.Domain.Conversations;
using Messaging.Domain.Presence;
using Messaging.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Messaging.Infrastructure.Persistence.Configurations;

internal sealed class UserPresenceConfiguration : IEntityTypeConfiguration<UserPresence>
{
    public void Configure(EntityTypeBuilder<UserPresence> presence)
    {
        presence.ToTable("Presences");
        presence.HasKey(row => row.Id);
        presence.Property(row => row.Id).ValueGeneratedNever();
        // Webhooks, polls and jobs of several nodes change the same row: who comes second starts over.
        presence.Property(row => row.Version).IsConcurrencyToken();
        presence.HasOne<User>().WithOne().HasForeignKey<UserPresence>(row => row.Id).OnDelete(DeleteBehavior.Restrict);
        // The repair: who is thought to be in the channel? The expiry: who is online without it?
        presence.HasIndex(row => new { row.InChannel, row.IsOnline, row.OnlineUntil });
        // The board: what did other nodes change?
        presence.HasIndex(row => row.ChangedAt);
    }
}

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
