using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Unit.Application;

public sealed class WorkBudgetTests
{
    private static readonly UserId An = new(Guid.NewGuid());

    private readonly FakeTimeProvider _time = new();
    private readonly WorkBudget _budget;

    public WorkBudgetTests() => _budget = new WorkBudget(burst: 100, perSecond: 10, _time);

    [Fact]
    public void Work_counts_by_its_cost_and_the_answer_says_when_to_come_back()
    {
        _budget.Spend(An, 60);
        _budget.Spend(An, 40);

        var refused = Assert.Throws<RefusedException>(() => _budget.Spend(An, 50));
        Assert.Equal(("rate_limited", TimeSpan.FromSeconds(5)), (refused.Code, refused.RetryAfter));

        _time.Advance(TimeSpan.FromSeconds(5));
        _budget.Spend(An, 50);
        Assert.Throws<RefusedException>(() => _budget.Spend(An, 1));
    }

    [Fact]
    public void Work_that_is_dearer_than_the_bucket_is_done_with_a_full_one()
    {
        _budget.Spend(An, 5_000);
        Assert.Throws<RefusedException>(() => _budget.Spend(An, 1));

        _time.Advance(TimeSpan.FromSeconds(10));
        _budget.Spend(An, 5_000);
    }

    [Fact]
    public void Others_have_their_own()
    {
        _budget.Spend(An, 100);

        _budget.Spend(new UserId(Guid.NewGuid()), 100);
    }
}
