"""What columns of tapes are called, in English and Chinese, and what codes say. For drafts of column maps only."""

from __future__ import annotations

import re

# Field of a map -> names, without case, spaces and marks. The first of equals is the likelier one.
NAMES: dict[str, tuple[str, ...]] = {
    field: tuple(names.split())
    for field, names in {
        "id":
            "id account accountid acct acctid accountno accountnumber loanid loanno loannumber "
            "loansequencenumber contract contractid contractno skidprev listingid 账号 账户 账户号 "
            "借据号 合同号 合同编号 贷款编号 借款编号 订单号",
        "customer":
            "customer customerid customerno customernumber clientno"
            " cust custid client clientid user userid borrower borrowerid skidcurr "
            "memberid 客户 客户号 客户编号 用户 用户编号 用户id 借款人",
        "snapshot":
            "month period reportingmonth monthlyreportingperiod asof asofdate asofmonth snapshot "
            "snapshotdate reportdate reportingdate monthsbalance statementmonth 月份 月 报告期 数据日期 "
            "统计月份",
        "limit":
            "limit creditlimit lim limitbal creditline amtcreditlimitactual approvedlimit 额度 授信额度 "
            "信用额度 总额度",
        "balance":
            "balance bal outstanding outstandingbalance outstandingprincipal currentbalance owed upb "
            "currentactualupb outprncp amtbalance principalbalance remainingbalance 余额 贷款余额 "
            "本金余额 剩余本金 未还本金 待还本金 欠款 欠款余额",
        "dpd":
            "dpd dayspastdue daysoverdue overduedays daysinarrears daysdelinquent dayslate skdpd "
            "逾期天数 逾期日数",
        "missed": "missed missedbills missedpayments instalmentsmissed monthspastdue monthsinarrears 逾期期数",
        "status":
            "status loanstatus accountstatus paymentstatus repaymentstatus delinquency delinquencystatus "
            "currentloandelinquencystatus arrearscode 状态 贷款状态 借款状态 账户状态 还款状态 五级分类",
        "payment":
            "payment paid amountpaid paymentamount lastpymntamnt amtpaymenttotalcurrent 还款额 还款金额 "
            "本月还款 实还金额",
        "income":
            "income inc monthlyincome netincome salary wage annualinc annualincome yearlyincome "
            "amtincometotal 收入 月收入 工资 年收入 年薪",
        "score": "score fico creditscore ficorangelow 信用分 信用评分 评分",
        "savings": "savings liquidsavings deposits depositbalance 存款 储蓄 存款余额",
        "outside": "outsidedebt otherdebt externaldebt debtelsewhere 其他负债 外部负债",
        "due_day": "dueday duedate billday paymentday statementday billingday 还款日 账单日",
        "opened":
            "opened opendate openeddate accountopendate issued issuedate origination originationdate "
            "disbursed disbursementdate startdate loandate 开户日期 开户日 放款日期 放款日 发放日期 "
            "借款日期 起始日期",
        "months_on_book": "mob monthsonbook loanage age 账龄 账龄月数",
        "principal":
            "principal loanamnt loanamount fundedamnt amountlent originalprincipal originalamount "
            "originalbalance origupb amount 合同金额 贷款金额 借款金额 放款金额 本金",
        "rate": "rate intrate interestrate interest apr currentinterestrate 利率 年利率 年化利率 借款利率",
        "term": "term tenor loanterm termmonths months 期限 借款期限 贷款期限 期数 总期数",
        "remaining":
            "remaining remainingterm remainingmonths monthsleft remainingmonthstolegalmaturity 剩余期限 "
            "剩余期数 待还期数",
        "instalment":
            "instalment installment monthlypayment monthlyinstalment monthlyinstallment emi pmt 月供 "
            "月还款额 每期应还 每月还款",
        "product": "product producttype loantype accounttype producttypecode 产品 产品类型 贷款类型 业务类型",
    }.items()
}  # fmt: skip
LINE_WORDS = ("card", "line", "revolv", "credit limit", "overdraft", "huabei", "卡", "额度", "循环", "花呗")
LOAN_WORDS = ("loan", "instal", "cash", "term", "personal", "jiebei", "贷", "分期", "借呗")
# What a status says -> bills missed, or left out; the first that fits.
_CODES: tuple[tuple[str, int | None], ...] = (
    ("charged?[ -]?off|written|write[ -]?off|default|bankrupt|closed|fully paid|paid[ -]?(off|up)|settled", None),
    ("核销|结清|坏账|关闭|损失", None),
    ("in grace|grace period", 0),
    ("121|150|m5", 5),
    (r"91|90\+|120|m4", 4),
    ("61|m3", 3),
    ("31|m2|可疑|次级", 2),
    (r"\b1-|16-30|1-30|m1|关注|逾期", 1),
    ("current|normal|ok|good|issued|open|active|on time|正常|还款中|m0", 0),
    ("late|arrears|overdue|delinq", 1),
)


def plain_name(name: str) -> str:
    """Return a name without case, spaces and marks.

    >>> plain_name("Credit_Limit (EUR)"), plain_name("逾期天数")
    ('creditlimiteur', '逾期天数')
    """
    return re.sub(r"[\W_]+", "", name.casefold())


def bills_of(code: str) -> tuple[int | None, bool]:
    """Return what a status probably means, bills missed or None for left out, and whether that is sure.

    >>> bills_of("Current"), bills_of("2"), bills_of("Charged Off"), bills_of("X7")
    ((0, True), (2, True), (None, True), (None, False))
    """
    if re.fullmatch(r"-?\d{1,2}(\.0)?", code):
        return max(int(float(code)), 0), True
    for words, meaning in _CODES:
        if re.search(words, code, re.IGNORECASE):
            return meaning, True
    return None, False
